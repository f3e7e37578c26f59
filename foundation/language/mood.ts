import { hear } from "./normalise.ts";

export type Mood = {
  readonly angry: boolean;
  /** Praise or thanks that mean the contrary. */
  readonly sarcastic: boolean;
  /** Speaks of harming themselves, or of not wanting to live. */
  readonly distress: boolean;
  /** Speaks of harming somebody else. */
  readonly threat: boolean;
  /** Speaks of law, regulators, or the press. */
  readonly legal: boolean;
  /** Says or shows that they are a child. */
  readonly minor: boolean;
  readonly grieving: boolean;
  /** Takes back what was asked for: "算了不退了", "never mind". */
  readonly changeOfMind: boolean;
  readonly thanks: boolean;
  readonly greeting: boolean;
};

const angry =
  /垃圾(?!桶|袋|箱|分类|处理|站|车)|骗子|骗人|坑人|坑爹|黑店|无良|太差|差劲|恶心|气死|火大|受够|忍无可忍|什么破|破店|烂店|傻逼|煞笔|sb\b|操你|(?<!妈)妈的|(?<!娃|[孩儿]子?|宝宝|[家和给叫让找])他妈(?!妈)|tmd|滚蛋|去死吧|有病|无语|离谱|过分|欺负人|不要脸|糊弄|敷衍|到底.{0,12}(?:管不管|处理|解决|什么时候|想怎样)|第[三四五六七八九十3-9]\d?次(?:找|来|问|联系|投诉|催)|furious|outrag|ridiculous|disgust|unacceptable|useless|pathetic|terrible|horrible|worst|awful|scam|rip.?off|thie(?:f|ves)|liars?\b|fed up|sick of|sick and tired|had enough|wtf|fuck|\bshit|bullshit|\bcrap\b|damn|(?<!like an |like a complete |am an |'?m an |i was an )idiots?\b|(?<!my own )stupid(?! question| of me| mistake|ly)|incompetent|joke of a|what a joke|absolute joke|pissed|(?:third|3rd|fourth|4th|fifth|tenth) time (?:i|ive|that i|contact|ask|writ)|how many times|so angry|very angry|really angry/;
const sarcastic =
  /呵呵|真(?:行|棒|厉害|可以|有你们的?|会做生意)(?:啊|呀|哈|了)?[,。! ]*(?:又|还|第|居然|竟然)|(?:你们?|这)(?:可)?真(?:是)?(?:会|能|行|有意思|可以啊)(?:做生意|服务|办事)|真有你们的|服了你们?|我(?:真)?服了|谢谢你们?(?:全家|八辈)|好得很(?:啊|呢)|(?:great|nice|good|brilliant|wonderful|fantastic|lovely|amazing|perfect)(?: job| work| service|,)[,! ]*(?:another|again|yet another|still (?:no|not|nothing)|so much for)|thanks (?:a lot )?for (?:nothing|wasting|ignoring|the (?:runaround|headache))|\bslow clap\b|(?:how|what a) (?:surprise|shock)(?:[,! ]|$)|oh (?:great|wonderful|brilliant|lovely|joy)\b|yeah,? right\b/;
/** "The quality is too poor" finds fault with the goods, and "unacceptable quality" too. */
const faultOfGoods =
  /(?:质量|做工|品质|手感|面料|用料|续航|音质|信号|口感|味道|包装|效果)(?:也|真的?|实在|有点|都)*(?:太差|差劲)|quality (?:is|was) (?:just |simply |really )?(?:unacceptable|terrible|horrible|awful|ridiculous)|(?:unacceptable|terrible|horrible|awful) quality/g;
const distress =
  /不想活|活不下去|活着没意思|活着没(?:有)?意义|想死|不如死|死了算|自杀|轻生|自残|割腕|跳楼|结束生命|了结自己|没有活下去|一了百了|不想(?:再)?(?:活|撑)下去|撑不下去了|(?:活|撑)不(?:下去|了)了|离开这个世界|告别(?:这个)?(?:人世|世界)|没(?:有)?(?:什么)?活头|遗书|吞(?:安眠)?药|烧炭|kill(?:ing)? my ?self|suicid|end my life|\bend it all|take my (?:own )?life|want to die|wanna die|don'?t want to (?:live|be here anymore)|hurt(?:ing)? my ?self|harm(?:ing)? my ?self|self.?harm|cut(?:ting)? my ?self|no reason to live|better off (?:dead|without me)|no (?:point|reason) (?:in |to )?(?:living|being alive|go(?:ing)? on)|(?:can'?t|cannot|can not) go on (?:anymore|any more|living|like this any ?more)|nobody (?:will|would) (?:miss|notice if i|care if i)(?: me|'?m| am| was)?(?: gone| died)?|won'?t be (?:here|around|alive) (?:tomorrow|much longer|any ?more)|kms\b/;
const distressIdiom = /(?:热|冷|饿|困|笑|累|烦|急|气|美|馋|堵|痒)死|想死你|想死我了|dying (?:to|of)|to die for/;
const threat =
  /(?:杀|砍|弄死|打死|揍|烧|炸|捅)(?:了|死)?(?:你|你们|他|她|老板|客服|店|快递员)|(?:弄|搞|整)死(?:你|他)|去你们(?:店|公司|仓库).{0,8}(?:砸|烧|闹|堵)|砸(?:了)?(?:你们|你们的)?店|找人(?:收拾|弄|打)|你等着(?:瞧)?|让你(?:们)?(?:好看|不得好死)|(?:kill|hurt|shoot|stab|beat|murder|find|attack) (?:you|u|him|her|them|your (?:staff|family|driver)|the (?:driver|courier))\b|burn (?:down )?your|blow up your|bomb|come (?:to|over to) your (?:office|store|shop|warehouse|house) and|i know where you (?:live|work)|watch your back|you(?:'ll| will) (?:pay|regret|be sorry)|make you pay/;
const legal =
  /起诉|诉讼|告(?:你们?|上法|到(?:法院|工商|消协|市监))(?!知|诉)|报案|传票|举报你|工商(?!银行|卡)|消保委|法院|律师|打官司|(?<!\d)(?:12315|12345)(?!\d)|12 3 ?15|1 2 3 1 5|消协|消费者协会|工商局|市场监管|投诉到|曝光|媒体|记者|上热搜|发(?:到)?(?:微博|抖音|小红书)|报警|公安|仲裁|消费者权益|维权|假一赔|退一赔|欺诈|lawyer|attorney|solicitor|\bsue\b|suing|lawsuit|legal action|small claims|(?<!(?:elm|oak|park|manor|food|tennis|basketball|badminton|squash|my) )court\b(?! shoes?\b| \d|,)|trading standards|ombudsman|consumer (?:protection|rights|council)|\bbbb\b|better business|chargeback|charge back|\b(?:the|local|national|tell|contact|call|ring) press\b(?! (?:the|button|on|enter))|journalist|newspaper|go public|report you to|police|\bftc\b|fraud|take (?:you|this) to (?:court|the)|press charges|legal (?:advice|team|proceedings)|regulator/;
const minor =
  /我(?:今年)?(?:才|是|只有)?\s?(?:[6-9]|1[0-7]|六|七|八|九|十|十[一二三四五六七])岁|我(?:还)?(?:是|上)(?:个)?(?:小学|初中|高中|小学生|初中生|中学生|小孩|小朋友|未成年)|我(?:才|在|上|读|念)?(?:[一二三四五六1-6]年级|初[一二三]|幼儿园)|我(?:还)?未成年|(?:用|拿)(?:我)?(?:妈妈?|爸爸?|爷爷|奶奶|家长|大人)的?(?:手机|账号|卡|钱|微信)|(?:别|不要|不想让?)(?:告诉|让)?(?:我)?(?:妈|爸|家长|爸妈).{0,4}(?:知道|说)|(?:爸|妈|爸妈|家长)不知道我|\bi(?:'?m| am)(?: only| just)? (?:[6-9]|1[0-7]|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)(?: ?(?:years?|yrs?)(?: ?-?old)?| yo)?\b(?! ?(?:st|nd|rd|th|days?|weeks?|months?|hours?|minutes?|min|stone|kg|miles?|%|items?|orders?|pounds?|cm|inches|away))|\bi(?:'?m| am) (?:just |only |still )?(?:a kid|a child|a minor|underage|under 18|in (?:middle|elementary|primary|high) school)|(?:my )?(?:mom|mum|dad|parents?)(?:'s)? (?:phone|account|card|credit card)(?! (?:company|number))|(?:don'?t|do not) tell my (?:mom|mum|dad|parents)|my (?:mom|mum|dad|parents) (?:doesn'?t|don'?t|do not|does not) know/;
const grieving =
  /去世|过世|离世|走了.{0,6}(?:后事|丧)|病逝|逝世|办丧|后事|遗物|葬礼|丧事|(?:妈|爸|奶奶|爷爷|外婆|外公|老伴|爱人|家人|姥姥|姥爷|孩子|父亲|母亲|丈夫|妻子)(?:刚|已经|前几天|上周|昨天)*(?:走了|没了|不在了)|passed away|\b(?:he|she|who|mum|mom|mother|dad|father|husband|wife|partner|son|daughter|brother|sister|gran\w*|nan|aunt\w*|uncle|cousin|friend|dog|cat|pet|baby|neighbou?r|boss|colleague) (?:\w+ ){0,3}died\b|funeral|bereave|my late (?:husband|wife|mother|father|mum|mom|dad|son|daughter|partner)|(?:lost|death of) my (?:husband|wife|mother|father|mum|mom|dad|son|daughter|partner|brother|sister|grand\w+)|deceased/;
const changeOfMind =
  /(?<!取消|退了|退掉|换了)算了(?!命)|不退了|不取消了|不换了|不改了|不办了|不要退了|先不(?:退|办|改|换|取消|要|用)|(?<!是不)(?:先|还是)?别(?:再)?(?:退|取消)(?!.{0,4}(?:换|改))|先别(?:办|改|换|弄|动|$)|(?:^|[,。!\s])不用了|不用退|不用取消|不用改|不用换|不想退了|不想取消了|还是(?:不退|不用了|不办|别了|留着|要|算)|当我没说|撤销申请|我改主意|改变主意|never ?mind|changed my mind|change my mind|forget (?:it|about it)|don'?t bother(?! (?:sending|shipping))|no longer (?:want to (?:return|cancel|change)|need (?:a refund|to))|scratch that|not now|(?:^|[,.!] ?)(?:just )?leave it(?: as it is)?$|i(?:'ll| will) keep (?:it|them)|keep (?:it|them|the order) after all|don'?t (?:cancel|refund|return|change) (?:it|anything|them) (?:after all|anymore|any more)|on second thought/;
// A changed mind about the goods is why one cancels or returns; it takes nothing back.
const reasonToCancel =
  /chang\w* my mind (?:about (?:buying|the purchase|the order|it)|after|and (?:want|would like) to (?:cancel|return))|(?:cancel|don'?t (?:send|ship|want)|return)\b.{0,60}chang\w* my mind|chang\w* my mind.{0,30}(?:no longer (?:need|want)|cancel|don'?t want|send it back|return)|改主意了?,?(?:这单|这个|订单)?(?:不要|不买|取消)/g;
const thanks = /谢谢|多谢|感谢|谢啦|谢了|3q\b|thank|\bthx\b|\bty\b|cheers|much appreciated|appreciate it/;
const greeting =
  /^(?:您好|你好|在吗|在么|在不在|有人吗|哈喽|嗨|早上好|上午好|下午好|晚上好|早|亲|亲亲|hello|hi|hey|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|(?:is )?any(?:one|body)(?: there| here)?|(?:are |r )?(?:you|u) there)(?![a-z])/;
/** Words of despair whose letters, two of them changed over in haste, must still be heard. */
const ofDespair = [
  "suicide",
  "suicidal",
  "myself",
  "kill",
  "killing",
  "living",
  "live",
  "life",
  "want",
  "wanna",
  "harm",
  "dying",
];
const lettersOf = (word: string): string => [...word].toSorted().join("");
const despairByLetters = new Map(
  ofDespair.flatMap((word) => [
    [`${word.charAt(0)}${lettersOf(word)}`, word] as const,
    // Of a long word one letter may be lost.
    ...(word.length < 6
      ? []
      : Array.from({ length: word.length - 1 }, (_, at) => {
          const rest = word.slice(0, at + 1) + word.slice(at + 2);
          return [`${word.charAt(0)}${lettersOf(rest)}`, word] as const;
        })),
  ]),
);

/** Figures that stand for letters within a word: "k1ll", "su1cide". */
const figures: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  $: "s",
  "@": "a",
};
const withFigures = /(?<![a-z0-9])[a-z]+[013457$@][a-z013457$@]*[a-z](?![a-z0-9])/g;
const inLetters = (plain: string): string =>
  plain.replace(withFigures, (word) => word.replaceAll(/[013457$@]/g, (figure) => figures[figure] ?? figure));

/** The text with such words as they were meant. */
const asMeant = (plain: string): string =>
  plain
    .slice(0, 4_000)
    .replaceAll(/\b[a-z]{4,8}\b/g, (word) => despairByLetters.get(`${word.charAt(0)}${lettersOf(word)}`) ?? word);

const shouting = /(?:[!]\s?){3,}/;

/** Whether capitals shout: most letters are capitals, over three words or more. */
function isShouted(text: string): boolean {
  const words = text.slice(0, 4_000).match(/[A-Za-z]{2,}/g) ?? [];
  const loud = words.filter((word) => word === word.toUpperCase()).length;
  return words.length >= 4 && loud / words.length > 0.8;
}

/** What a message shows of the person's situation. Errs towards noticing: nobody is refused anything by it. */
export function readMood(text: string): Mood {
  const heard = hear(text).trim();
  const plain = inLetters(heard);
  return {
    angry: angry.test(plain.replace(faultOfGoods, " ")) || shouting.test(plain) || isShouted(text),
    sarcastic: sarcastic.test(plain),
    distress: [plain, asMeant(plain)].some((each) => distress.test(each.replace(new RegExp(distressIdiom, "g"), " "))),
    threat: threat.test(plain),
    legal: legal.test(plain),
    minor: minor.test(plain),
    grieving: grieving.test(plain),
    changeOfMind: changeOfMind.test(plain.replace(reasonToCancel, " ")),
    thanks: thanks.test(plain) && !sarcastic.test(plain),
    greeting: greeting.test(plain),
  };
}
