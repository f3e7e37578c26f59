import type { Heard } from "./heard.ts";

/* Ways of speaking that stand for themselves, whichever matter they are about. */

/** "Anybody there?", "how much longer?" */
export const knocks =
  /^(?:(?:喂|哈喽|您?你?好|请问)[,，。!！ ]*)?(?:人呢|有人(?:吗|么|在吗|没有?)|在(?:吗|么|不在?)|(?:还|到底)?(?:要|得)?等?(?:多久|多长时间)|怎么(?:还)?没人(?:理|回|管)?.{0,4}|没人(?:吗|么|理我?)|(?:还|到底)?(?:有没有人|来不来人|什么时候(?:有人|来人)))[\s?？!！。~啊呀呢了]*$|^(?:hello|hi|hey|anyone|anybody|is (?:any|some)(?:one|body) there|(?:any|some)(?:one|body) (?:there|here)|(?:are )?you (?:still )?there|how (?:much )?long(?:er)?(?: (?:will|is|do|must|does).{0,24})?|still waiting|where is (?:the|my) (?:agent|person|human)|why is nobody .{2,24})[\s?!.]*$/i;

export const isQuestion = (text: string): boolean =>
  /[?？]|^(?:那|请问|都|还)?(?:有没有|是不是|能不能|可不可以|要不要|会不会|什么意思)/.test(text) ||
  /[吗呢么][\s。.!！~]*$/.test(text);

/** None of the choices. */
export const wordsOfNone =
  /^(?:都不是|都不对|不是这些|以上都不是|没有一个|none(?: of (?:these|those|them))?|neither|not (?:these|those|any))[\s.。!！]*$/i;

/** Put as a wish or a question, whatever it is about. */
export const wishes =
  /[?？]|[吗呢么]\s*$|想(?:要)?(?:退|换(?!成为)|取消|改)|(?:我|咱)们?(?:还|也|又|现在|就|先)*(?:想|要|需要|打算)|帮我|(?:给我|麻烦|请|先)?(?:查一?下|查查|看看|瞧瞧)|给我(?:办|查|退|换|取|改|开|转)|能不能|可不可以|能否|怎么|(?:想|请)问|什么时候|啥时候|哪天|走到哪|到哪(?:儿|里)?了|^(?:先|还是|那就?)*(?:取消|退|(?:换|改)(?![成为到])|查|开|转|投诉|催)|\b(?:i(?:'d| would)? (?:like|want|need|wish)|i'm looking|(?:can|could|will|would) (?:you|i|we)|help me|let me|how (?:do|can|long|much|far)|(?:what|which) day|when (?:will|should|is|does|can))\b|^(?:just |please |then )*(?:cancel|return|refund|exchange|track|change(?! (?:it )?to\b)|stop|where)\b/i;

/** "Hurry up": no wish of its own. */
export const hurries =
  /^(?:那|那就|你们?|麻烦|能不能|可以|请|，|,)*(?:快+(?:点儿?|一点|退|办|些|呀|啊)*|赶紧的?|赶快|麻利点?|搞快点|很?急|急死了|就(?:是)?这个|hurry(?: up)?|quick(?:ly)?|faster|(?:right )?now|come on|asap|(?:it'?s )?th(?:is|at) one)(?: please)?[\s。.,，!！]*$/i;

/** Words before the matter: nothing to answer yet, and nothing that was not understood. */
export const leadsIn = new RegExp(
  `^(?:${[
    "就是|那个|这个|嗯+|呃+|额|是这样的?|事情是这样的?|我想说|我跟你说|是这么回事",
    "我(?:前几天|上周|昨天|前天|之前|上个?月|刚)?(?:在)?(?:你们?|这)(?:家|店|里|儿|边)*(?:买|订|下)(?:了|的|过)?(?:单|点|个|件)?(?:东西|货)?的?",
    "(?:您?你?好[,，。 ]?)?(?:我)?(?:这(?:边|里|儿))?(?:有|想|要|来)?(?:问|咨询|请教|打听|反映|说)?(?:您|你们?)?(?:个|一个|一下|点|件|一件|下)(?:事情?|问题|情况|儿)?",
    "我?(?:那|这)个?(?:东西|事儿?|件|单)|有(?:件)?事",
    "(?:(?:so|well|um+|uh+|er+|ok(?:ay)?|listen|look|right|here'?s the thing|basically)[, ]*){1,3}(?<!^ok(?:ay)?)",
    "i (?:just )?(?:bought|ordered|got) (?:something|some stuff|a thing|stuff|an item)(?: (?:from|off|with|at) (?:you|your (?:shop|store|site))(?: guys)?)?(?: (?:the other day|last week|yesterday|recently|a while ago|a few days ago|before))?",
    "(?:(?:i(?:'?ve| have)?(?: got)?|there(?:'?s| is)|got|have) )?(?:a |an |one |another |some )?(?:quick |small |little )?(?:question|issue|problem|query|concern|matter)s?(?: for you| here)?",
    "(?:i )?need (?:something|a thing|an issue) (?:sorted|fixed|resolved|done)(?: out)?|(?:can|may|could) i ask (?:you )?(?:something|a question)",
    "(?:it'?s )?(?:about|regarding) (?:that|the|this|my|a) (?:thing|stuff|item|purchase)(?: (?:that )?i (?:got|bought|ordered))?",
  ].join("|")})[\\s,，。.…~!！:：]*$`,
);

export const isGreeting = ({ mood, text, language }: Pick<Heard, "mood" | "text" | "language">): boolean =>
  mood.greeting && text.trim().length <= (language === "zh" ? 12 : 24);

/** Equal but for case, spaces and end marks. */
export const sameWords = (a: string, b: string): boolean => bare(a) !== "" && bare(a) === bare(b);

export const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s.。!！]+/g, "");
