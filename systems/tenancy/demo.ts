import type { BusinessId } from "@ruyi/kernel";
import type { Seed } from "./operations.ts";

/** The business above the demo market's three shops. */
export const demoBusiness: Seed["business"] = {
  id: "01900000-0000-7000-8000-0000000000b0" as BusinessId,
  name: { zh: "四时集市", en: "Four Seasons Market" },
};

/** Those who work there. Nobody has a password; an owner hands out sign-in links. */
export const demoStaff: Seed["staff"] = [
  { name: "周明岚 Zhou Minglan", email: "minglan@market.example", role: "owner" },
  { name: "Priya Raman", email: "priya@market.example", role: "auditor" },
  { name: "沈若溪 Shen Ruoxi", email: "ruoxi@yunshang.example", role: "admin", merchant: "yunshang" },
  { name: "何小满 He Xiaoman", email: "xiaoman@yunshang.example", role: "agent", merchant: "yunshang" },
  { name: "Tom Okafor", email: "tom@brightbyte.example", role: "admin", merchant: "brightbyte" },
  { name: "Nadia Lindqvist", email: "nadia@brightbyte.example", role: "agent", merchant: "brightbyte" },
  { name: "罗一舟 Luo Yizhou", email: "yizhou@dailyfresh.example", role: "author", merchant: "dailyfresh" },
  { name: "Grace 陈慧", email: "grace@dailyfresh.example", role: "agent", merchant: "dailyfresh" },
];
