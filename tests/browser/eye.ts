import type { Page } from "playwright-core";

/*
 * What an eye would see at once and no rule of axe knows: texts that are cut, targets too small to hit, things that move
 * for somebody who asked for stillness. For every page of ours; shadow roots are looked into.
 */

/** Everything in a page, shadow roots included; in the page's own words. */
const everything = `const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const isSeen = (one) => {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return style.visibility === "visible" && style.display !== "none" && box.width > 1 && box.height > 1 && !one.closest(".skip");
  };
  const parentOf = (one) => one.parentElement ?? one.getRootNode().host ?? null;`;

/** What can be pressed or written in, and is smaller than this. `within` narrows the look. */
export const smallTargets = (page: Page, least: number, within = "*"): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    ${everything}
    return all(document)
      .filter((one) => one.matches("a[href], button, input, select, textarea, summary, [role=button], [role=tab]"))
      .filter((one) => isSeen(one) && (one.closest(${JSON.stringify(within)}) || one.getRootNode().host?.closest(${JSON.stringify(within)})))
      // A link within a sentence is as high as its line (WCAG 2.5.8).
      .filter((one) => !(one.matches("a") && getComputedStyle(one).display === "inline"))
      // What is pressed by its label is as big as that.
      .map((one) => [(one.matches("input") && one.closest("label") || one).getBoundingClientRect(), one])
      .filter(([box]) => Math.min(box.width, box.height) < ${least} - 0.5)
      .map(([box, one]) => Math.round(box.width) + "×" + Math.round(box.height) + " " + one.outerHTML.slice(0, 120));
  })()`);

/** Texts that leave their box, or are cut by a box around them that does not scroll. */
export const cutTexts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    ${everything}
    const slack = 1.5;
    const found = [];
    for (const one of all(document)) {
      if (!isSeen(one)) continue;
      // Word by word: the space at a line's end may stand outside.
      const words = [...one.childNodes].filter((node) => node.nodeType === 3).flatMap((node) => [...node.data.matchAll(/\\S+/g)].map((match) => [node, match]));
      for (const [node, match] of words) {
        const range = document.createRange();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const [rect, own] = [range.getBoundingClientRect(), one.getBoundingClientRect()];
        if (rect.width === 0) continue;
        const tell = (why) => found.push(why + ": " + node.data.trim().slice(0, 60));
        if (getComputedStyle(one).display !== "inline" && (rect.right > own.right + slack || rect.left < own.left - slack)) tell("out of its box");
        for (let around = one; around; around = parentOf(around)) {
          const style = getComputedStyle(around);
          if (style.position === "absolute" && (style.clipPath !== "none" || style.clip !== "auto")) break;
          if (/auto|scroll/.test(style.overflowX + style.overflowY)) break;
          const box = around.getBoundingClientRect();
          const isCut = /hidden|clip/.test(style.overflowX + style.overflowY) &&
            (rect.right > box.right + slack || rect.left < box.left - slack || rect.bottom > box.bottom + slack || rect.top < box.top - slack);
          if (isCut) { tell("cut by <" + around.localName + " class=" + around.className + ">"); break; }
          if (around === document.body && rect.right > innerWidth + slack) tell("beyond the window");
        }
      }
    }
    return [...new Set(found)];
  })()`);

/** Words of up to eleven Latin letters that are broken over two lines, as in "deliv ered"; longer ones, addresses and keys may be. */
export const brokenWords = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    ${everything}
    const found = [];
    for (const one of all(document)) {
      if (!isSeen(one) || one.matches("script, style, textarea, pre, pre *")) continue;
      for (const node of one.childNodes) {
        if (node.nodeType !== 3) continue;
        for (const match of node.data.matchAll(/(?<!\\S)\\p{Script=Latin}{2,11}(?=[\\s.,:;]|$)/gu)) {
          const range = document.createRange();
          range.setStart(node, match.index);
          range.setEnd(node, match.index + match[0].length);
          const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
          if (lines.size > 1) found.push(match[0] + " in <" + one.localName + " class=" + one.className + ">");
        }
      }
    }
    return [...new Set(found)];
  })()`);

/** What is animated or in transition. */
export const movingThings = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    ${everything}
    const still = (list) => list.split(",").every((each) => parseFloat(each) <= 0.001);
    return all(document).filter(isSeen).filter((one) => {
      const style = getComputedStyle(one);
      const isAnimated = style.animationName !== "none" && !still(style.animationDuration);
      return isAnimated || !still(style.transitionDuration);
    }).map((one) => one.localName + "." + one.className);
  })()`);

/**
 * Puts a text of another language into the place of every word of the page: accented and 40 % longer, as translations
 * are; Chinese grows by as much. Figures stay. To be followed by `cutTexts`.
 */
export const lengthen = async (page: Page): Promise<void> => {
  await page.evaluate(`(() => {
    ${everything}
    const accents = { a: "á", e: "é", i: "í", o: "ö", u: "ü", A: "Å", E: "É", I: "Î", O: "Ø", U: "Û", c: "ç", n: "ñ", s: "š", y: "ý", z: "ž" };
    const longer = (words) => {
      if (!/\\p{L}/u.test(words)) return words;
      const isHan = /\\p{Script=Han}/u.test(words);
      const said = [...words.trim()];
      const more = Math.ceil(said.length * 0.4);
      const tail = isHan ? [..."另一种语言里更长的说法".repeat(8)].slice(0, more).join("") : " " + "löréms ípšüm ".repeat(40).slice(0, more).trim();
      return said.map((one) => accents[one] ?? one).join("") + tail;
    };
    for (const one of all(document)) {
      if (one.matches("script, style, title, textarea, noscript")) continue;
      for (const node of one.childNodes) if (node.nodeType === 3 && node.data.trim() !== "") node.data = longer(node.data);
      if (one.placeholder) one.placeholder = longer(one.placeholder);
    }
  })()`);
};
