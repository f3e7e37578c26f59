import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grantRefusal, may, mayAppoint, permissions, permissionsOf, type Post, roles } from "./permissions.ts";
import { businessPlace, merchantPlace } from "./testing.ts";
import { covers, type Place, platformPlace } from "./tree.ts";

const [here, there] = [merchantPlace(1, 11), merchantPlace(1, 12)];
const elsewhere = merchantPlace(2, 21);
const places: readonly Place[] = [platformPlace, businessPlace(1), businessPlace(2), here, there, elsewhere];
const anyPlace = fc.constantFrom(...places);
const anyPost: fc.Arbitrary<Post> = fc.record({ role: fc.constantFrom(...roles), at: anyPlace });

describe("may", () => {
  test("carries a role down the tree, never up or sideways", () => {
    const at = (place: Place): Post => ({ role: "agent", at: place });
    const seen = (place: Place) => places.filter((other) => may(at(place), "conversation.handle", other));
    expect(seen(platformPlace)).toEqual(places);
    expect(seen(businessPlace(1))).toEqual([businessPlace(1), here, there]);
    expect(seen(here)).toEqual([here]);
  });

  test("lets an agent decide small refunds, a lead greater ones and the owner all", () => {
    const levels = (role: Post["role"]) =>
      (["R1", "R2", "R3"] as const).filter((level) => may({ role, at: here }, `refund.decide.${level}`, here));
    expect(roles.map(levels)).toEqual([["R1", "R2", "R3"], ["R1", "R2"], [], ["R1"], []]);
  });

  test("lets an auditor look and change nothing", () => {
    expect(permissionsOf("auditor").filter((permission) => !permission.endsWith(".read"))).toEqual([]);
  });
});

describe("mayAppoint", () => {
  test("never lets anybody give more than they have, wherever they stand", () => {
    fc.assert(
      fc.property(anyPost, anyPost, fc.constantFrom(...permissions), anyPlace, (manager, post, permission, place) => {
        if (mayAppoint(manager, post) && may(post, permission, place)) {
          expect(may(manager, permission, place)).toBe(true);
        }
      }),
    );
  });

  test("lets an admin appoint agents and admins below, but no owner", () => {
    const admin: Post = { role: "admin", at: businessPlace(1) };
    const appointed = roles.filter((role) => mayAppoint(admin, { role, at: here }));
    expect(appointed).toEqual(["admin", "author", "agent", "auditor"]);
    expect(mayAppoint(admin, { role: "agent", at: elsewhere })).toBe(false);
  });
});

describe("grantRefusal", () => {
  test("keeps people and keys in the hands of people", () => {
    const owner: Post = { role: "owner", at: platformPlace };
    expect(grantRefusal(owner, ["conversation.read", "secret.rotate"], here)).toBe("never-for-keys");
    expect(grantRefusal(owner, [], here)).toBe("nothing-granted");
    expect(grantRefusal(owner, ["conversation.read", "refund.decide.R1"], here)).toBeUndefined();
  });

  test("gives a key nothing its maker lacks", () => {
    expect(grantRefusal({ role: "admin", at: here }, ["refund.decide.R3"], here)).toBe("not-yours-to-give");
    expect(grantRefusal({ role: "owner", at: here }, ["order.read"], there)).toBe("not-yours-to-give");
  });
});

test("a place covers itself, and covering is passed on", () => {
  fc.assert(
    fc.property(anyPlace, anyPlace, anyPlace, (a, b, c) => {
      expect(covers(a, a)).toBe(true);
      if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
    }),
  );
});
