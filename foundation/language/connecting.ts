/** Words that hold sentences together and say little about any. */
export const connecting: ReadonlySet<string> = new Set(
  (
    "a an the i you he she it we they me my your his her its our their this that these those is are was were be been " +
    "am do does did done have has had can could would will shall should may might must to of in on at for from with " +
    "by as about into and or but if so not no what which who whom when where why how there here any some all just " +
    "also please want need get like know than then too very up out im ive id dont cant didnt doesnt isnt " +
    "我 你 您 他 她 它 们 的 了 着 过 是 在 有 和 与 也 都 就 还 又 这 那 个 吗 呢 吧 啊 么 呀 请 问 想 要 能 可 以 会 什 怎 被 把 给 ?"
  ).split(" "),
);
