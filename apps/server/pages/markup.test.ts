import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { html } from "./markup.ts";

describe("a page's markup", () => {
  test("shows whatever is put into it as text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const written = html`<p title="${text}">${text}</p>`.html;
        expect(written.match(/[<>"]/g)).toEqual(["<", '"', '"', ">", "<", ">"]);
      }),
    );
    expect(html`${`<script>alert("1 & '2'")</script>`}`.html).toBe(
      "&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;",
    );
  });

  test("keeps the markup of its parts, in order, and leaves out what is not there", () => {
    const items = [1, 2].map((n) => html`<li>${n}</li>`);
    expect(
      html`<ul>
        ${items}${undefined}${false}
      </ul>`.html.replaceAll(/\s+/g, ""),
    ).toBe("<ul><li>1</li><li>2</li></ul>");
  });
});
