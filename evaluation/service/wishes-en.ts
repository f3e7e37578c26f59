import type { Wishes } from "./goal.ts";

/** How customers put each wish in English; `{g}` is what they call the goods. The last of each half is curt. */
export const wishesEn: Wishes = {
  "where-is-my-parcel": {
    dev: [
      "could you see where my {g} is right now",
      "I've been waiting days for the {g}, how far has it got",
      "what day will the {g} get to me",
      "{g} where",
    ],
    test: [
      "I'd like to know where the {g} is at the moment",
      "when should I expect my {g}",
      "has the {g} left yet and which city is it in",
      "track {g}",
    ],
  },
  "cancel-order": {
    dev: [
      "please cancel my order for the {g}, I won't be needing it",
      "I ordered the {g} by mistake, call it off",
      "don't send the {g}, I want my money back instead",
      "cancel the {g} order",
    ],
    test: [
      "I've gone off the {g}, can you cancel that order",
      "I want the order with the {g} cancelled",
      "stop the {g} order please, changed my plans",
      "{g}, cancel that one",
    ],
  },
  "change-address": {
    dev: [
      "the {g} is going to the wrong address, I need to change it",
      "I've moved, send the {g} to my new place please",
      "can I change the delivery address for the {g}",
      "new address for {g}",
    ],
    test: [
      "I put my old address on the {g} order, can it be updated",
      "please ship the {g} to my office instead",
      "I need a different shipping address on the {g}",
      "change address {g}",
    ],
  },
  "return-and-refund": {
    dev: [
      "I don't like the {g} I got, I want to return it",
      "the {g} isn't what I imagined, I'd like to send it back",
      "I have no use for the {g}, please arrange a return and a refund",
      "return {g}",
    ],
    test: [
      "the {g} doesn't suit me, how do I send it back",
      "I want to return the {g} and get my money back",
      "I'm not keeping the {g}, start a return",
      "{g} return please",
    ],
  },
  "damaged-or-missing": {
    dev: [
      "I opened the box and the {g} is broken",
      "the {g} that just came has a big crack in it",
      "the {g} arrived smashed",
      "{g} came broken",
    ],
    test: [
      "the {g} was damaged when I unpacked it",
      "my {g} got crushed on the way, what now",
      "the {g} turned up broken",
      "{g} arrived damaged",
    ],
  },
  "talk-to-a-person": {
    dev: [
      "let me speak with a real person",
      "I want a human agent",
      "I don't want to talk to a machine, get me a colleague",
      "human agent wanted",
    ],
    test: [
      "please put me through to customer service staff",
      "can a real person talk to me",
      "connect me with an agent",
      "agent please",
    ],
  },
  "accessibility-help": {
    dev: [
      "my eyesight is poor and I can't read the screen, is there another way",
      "my grandmother can't handle apps, could somebody guide her step by step",
      "I can't hear, please only write and don't call",
      "I can't see the screen, need help",
    ],
    test: [
      "I am blind and the buttons on your page don't work with my reader",
      "I can't leave the house to post things, can somebody come",
      "I'm elderly and find this hard, may my family do it for me",
      "visually impaired, need help",
    ],
  },
  "account-takeover": {
    dev: [
      "I believe my account was hacked",
      "somebody logged into my account and changed the password",
      "there's an order in my account that isn't mine, I think it was hacked",
      "my login got hacked",
    ],
    test: [
      "someone else has got into my account",
      "my password was changed and it wasn't me, I'm locked out",
      "I suspect a stranger is buying with my account",
      "my account got stolen",
    ],
  },
  appeal: {
    dev: [
      "I don't accept your decision to refuse my refund, I want to appeal",
      "you decided against me and I disagree, please review it again",
      "I object to how my case was settled and want to appeal",
      "appeal against last decision",
    ],
    test: [
      "I can't accept the earlier refusal, please have it reviewed",
      "that outcome was unfair, I'd like to file an appeal",
      "the decision about my claim is wrong, let someone else look again",
      "appeal my case",
    ],
  },
  "change-contact": {
    dev: [
      "the phone number on my account has changed, how do I update it",
      "I've got a new mobile, change the number in my account",
      "the email I registered isn't in use, I need to switch to another",
      "new phone number on account",
    ],
    test: [
      "I want to change the mobile number on my account",
      "I can't get into the email linked to my account, I want a new one on it",
      "my number changed, how do I link the new one",
      "update my email",
    ],
  },
  counterfeit: {
    dev: [
      "I suspect the {g} is fake",
      "the {g} looks nothing like the genuine one, is it a fake",
      "the {g} was tested and it isn't genuine",
      "{g} is fake",
    ],
    test: [
      "the {g} you sent seems to be an imitation",
      "I think the {g} is counterfeit, the code can't be verified",
      "I was sold a fake {g}, what now",
      "{g} must be counterfeit",
    ],
  },
  "coupon-points-gift-card": {
    dev: [
      "my coupon doesn't work at checkout",
      "why did I lose points",
      "it says my gift card is invalid",
      "coupon not working",
    ],
    test: [
      "the coupon hasn't expired yet I can't use it",
      "my points were never added",
      "the balance of my gift card is wrong",
      "voucher invalid",
    ],
  },
  customs: {
    dev: [
      "the {g} is held by customs, what do I do",
      "customs wants me to pay duty, how much for the {g}",
      "what papers does the {g} need to clear customs",
      "{g} stuck in customs",
    ],
    test: [
      "the {g} has been in customs clearance forever, do you need papers from me",
      "I got a notice that duty is due on the {g}",
      "customs is asking for identification for the {g}",
      "{g} customs trouble",
    ],
  },
  "delivered-not-received": {
    dev: [
      "the {g} is marked as delivered but I never got it",
      "the courier says the {g} was delivered, I don't have it",
      "somebody signed for the {g} and it wasn't me, I haven't seen it",
      "{g} says delivered, not here",
    ],
    test: [
      "tracking says the {g} was delivered but there is nothing here",
      "apparently the {g} was signed for, nobody in my house received it",
      "I didn't get the {g} though it shows as delivered",
      "{g} delivered but not received",
    ],
  },
  "delivery-appointment": {
    dev: [
      "can the {g} be delivered on Saturday morning",
      "I'm out during the day, I'd like to book an evening delivery for the {g}",
      "may I choose the time slot for the {g}",
      "schedule {g} delivery",
    ],
    test: [
      "I'd like to make an appointment for delivering the {g}",
      "please bring the {g} the day after tomorrow in the afternoon, nobody is home otherwise",
      "can I set Sunday as the delivery day for the {g}",
      "book delivery time for {g}",
    ],
  },
  "double-charge": {
    dev: [
      "I was charged twice when I bought the {g}",
      "the payment for the {g} was taken twice",
      "I paid two times for one {g}",
      "{g} got charged twice",
    ],
    test: [
      "I bought one {g} but two payments went out",
      "my card was billed double for the {g}",
      "there are two charges for the {g}, one too many",
      "double charge {g}",
    ],
  },
  exchange: {
    dev: [
      "the {g} is the wrong size for me, I'd like to exchange it",
      "can I swap the {g} for a different colour",
      "I want another model in place of the {g}, exchange please",
      "exchange the {g}",
    ],
    test: [
      "I chose the wrong option for the {g}, can I exchange it",
      "I'd like to swap my {g} for another colour",
      "the {g} doesn't fit, I need an exchange for a bigger size",
      "swap {g}",
    ],
  },
  invoice: {
    dev: [
      "I need an invoice for the {g}",
      "please send me an electronic invoice for the {g}",
      "my firm wants an invoice for the {g}, how do I get it",
      "{g} invoice",
    ],
    test: [
      "where do I ask for the invoice of the {g}",
      "I require an invoice for the {g}, can you still issue it",
      "kindly issue the invoice for my {g}",
      "invoice for {g}",
    ],
  },
  "late-delivery": {
    dev: [
      "the {g} came late, do I get compensation",
      "you missed the promised date for the {g}, how will you make up for it",
      "the {g} arrived after the promised date and I want compensation",
      "{g} late so compensation",
    ],
    test: [
      "the {g} was later than agreed, will you compensate me",
      "with such a delay on the {g} I should get something back",
      "the {g} came after the guaranteed date, I'm claiming late compensation",
      "compensation {g} late",
    ],
  },
  "lost-parcel": {
    dev: [
      "is the parcel with the {g} lost",
      "the courier says they lost the {g}, what happens now",
      "the {g} got lost in transit, you have to sort it out",
      "{g} lost",
    ],
    test: [
      "I think the {g} has been lost on the way",
      "the driver admitted losing the {g}",
      "the {g} can't be found, the parcel must be lost",
      "lost parcel {g}",
    ],
  },
  "made-to-order": {
    dev: [
      "I had the {g} custom made and want to change the specification",
      "can I still cancel the custom-made {g}",
      "the {g} is personalised and the text has to be changed",
      "custom {g} change",
    ],
    test: [
      "is it too late to alter my custom {g}",
      "the {g} I had specially made doesn't match what I asked for",
      "I ordered the {g} with an engraving and want other words",
      "{g} custom order change",
    ],
  },
  "minor-purchase": {
    dev: [
      "my child ordered the {g} without my permission",
      "my kid bought the {g} on my phone, I want to undo it",
      "my underage son secretly bought the {g}",
      "child bought {g}",
    ],
    test: [
      "my seven year old bought the {g} on the tablet",
      "the {g} was ordered by my child by accident, I as the parent didn't know",
      "a minor in my family bought the {g}, can I get the money back",
      "kid ordered {g}",
    ],
  },
  "payment-without-order": {
    dev: [
      "I made a payment but there is no order",
      "money was taken but I can't find any order",
      "the payment succeeded and no order was created",
      "charged but no order",
    ],
    test: [
      "I have paid and yet I see no order",
      "you took my money, my order list is empty",
      "after paying no order appeared, where did the money go",
      "paid no order",
    ],
  },
  "presale-fit": {
    dev: [
      "I'm 170 cm and want to buy the {g}, which size is right",
      "would the {g} suit me, I'd like to ask before I buy",
      "before buying the {g} I want to check the specs fit",
      "{g} which size",
    ],
    test: [
      "I'm thinking of buying the {g} and don't know which size fits me",
      "a question before I order: is the {g} compatible with my device",
      "what size of {g} for somebody of 168 cm",
      "{g} what size to pick",
    ],
  },
  "price-protection": {
    dev: [
      "the {g} dropped in price right after I bought it, can I have the difference",
      "the {g} is cheaper now, I'd like a price adjustment",
      "I paid too much for the {g}, refund the price difference",
      "{g} price match",
    ],
    test: [
      "only days later the {g} costs less, please pay me the difference",
      "I see the {g} at a lower price than mine, can you refund the gap",
      "I want price protection on the {g}",
      "price difference {g}",
    ],
  },
  "privacy-request": {
    dev: [
      "please delete my personal data",
      "I want an export of the personal information you hold about me",
      "stop using my data to recommend things",
      "delete personal data of mine",
    ],
    test: [
      "I demand that you erase my personal information",
      "I want to see what personal data you have stored about me",
      "close my account and wipe the data",
      "delete account and data",
    ],
  },
  "quality-dispute": {
    dev: [
      "the {g} began to fail after a few days, the quality is bad",
      "the {g} is poor quality, it gave out after a short while",
      "I didn't break the {g}, it is a quality defect",
      "{g} quality problem",
    ],
    test: [
      "the {g} developed a fault in normal use, that's a quality issue",
      "the {g} gave up after hardly any use, the quality is unacceptable",
      "the {g} is badly made and failed within days",
      "poor quality {g}",
    ],
  },
  "refund-only": {
    dev: [
      "the {g} has a small flaw, I'll keep it if you refund me a part",
      "I'm keeping the {g}, can you refund me without a return",
      "the {g} has a minor issue, too much bother to send back, just refund some",
      "{g} partial refund only",
    ],
    test: [
      "the {g} is flawed but I won't send it back, would a partial refund work",
      "I don't want to return the {g}, give me some money back and that's fine",
      "I'm asking for a refund only on the {g}, I keep it",
      "refund {g} without returning",
    ],
  },
  "refund-progress": {
    dev: [
      "has my refund arrived",
      "the refund I asked for still hasn't come",
      "how far along is my refund",
      "status of refund",
    ],
    test: [
      "when will the money you refunded reach me",
      "please check the progress of my refund",
      "you said you'd refund me and I've got nothing so far",
      "where's my refund",
    ],
  },
  "seller-misconduct": {
    dev: [
      "I want to complain about your staff swearing at me",
      "the seller asked me to pay privately, I'm reporting it",
      "the product was advertised falsely, I want to complain",
      "report seller",
    ],
    test: [
      "the seller was awful to me and I want to make a complaint",
      "the shop keeps harassing me with calls, I want to report it",
      "your advertising is false, I'm filing a complaint",
      "complaint about the seller",
    ],
  },
  "warranty-repair": {
    dev: [
      "the {g} broke and is still under warranty, how do I get it repaired",
      "can I send the {g} in for repair",
      "I'd like to have the {g} repaired",
      "{g} claim under warranty",
    ],
    test: [
      "the {g} has failed and I'm claiming under warranty",
      "the {g} needs fixing, where do I send it",
      "my {g} broke within the warranty period, is the repair free",
      "repair the {g}",
    ],
  },
  "wrong-item": {
    dev: [
      "I bought the {g} and something else was sent",
      "you sent the wrong {g}, the colour isn't the one I picked",
      "wrong product delivered, I ordered the {g}",
      "wrong {g} sent",
    ],
    test: [
      "I ordered the {g} and what came is not that",
      "you shipped me the wrong version of the {g}",
      "this isn't what I ordered, my order was the {g}",
      "got wrong item not {g}",
    ],
  },
  distress: {
    dev: [
      "there's no point any more, I want to die",
      "I really want to kill myself",
      "I'm going to end my life",
      "I want to die",
    ],
    test: [
      "I can't go on, I'm thinking of suicide",
      "I don't want to live any more",
      "tonight I will kill myself",
      "I want to end it all, I want to die",
    ],
  },
  legal: {
    dev: [
      "settle this or I'll take you to court",
      "I have hired a lawyer and will sue you",
      "I'm taking legal action over the {g}",
      "you'll hear from my lawyer",
    ],
    test: [
      "I'm going to sue over the {g}",
      "I'll report you to consumer protection and see you in court",
      "my solicitor will be in touch",
      "see you in court",
    ],
  },
  stranger: {
    dev: ["will it rain in London tomorrow", "make me laugh with a joke", "recommend a film", "compose a poem for me"],
    test: [
      "who won the football last night",
      "how do I cook a stew",
      "help me with a maths problem",
      "which city is the capital of Chile",
    ],
  },
};

/** What is told when a question is open, by the fact it asks for. */
export const toldEn: Readonly<Record<string, readonly [dev: string, test: string]>> = {
  accessNeed: ["just get this done, in large letters and slowly", "please tell me in writing, one step at a time"],
  address: ["48 Harbour Street, Flat 2, Leeds LS1 5AB", "7 Orchard Road, Unit 12, Dublin 8"],
  appealDetails: [
    "last month's refusal, the reason given was untrue, I have photos",
    "the claim you turned down, you mixed me up with somebody else",
  ],
  chargeDetails: [
    "the day before yesterday at noon, two of the same, card ending 3321",
    "Monday evening, two equal ones on my statement",
  ],
  complaintDetails: [
    "yesterday afternoon, one of the staff insulted me in the chat",
    "since last Wednesday, several calls every day",
  ],
  damage: ["the side is split and a piece has come off", "there is a hole in it and the seal is open"],
  doubt: ["the lettering on the label is off and it's crudely made", "it smells different and has no code on the box"],
  faultDetails: ["it stops in the middle of use, since last month", "it makes a strange noise, for about three weeks"],
  fitQuestion: ["I'm 170 cm and 60 kg", "usually a medium, with broad shoulders"],
  invoiceDetails: ["Sam Carter, sam@example.com", "Alex Reed, alex@example.com"],
  madeDetails: ["the name should read June", "a cloud in place of the star"],
  newContact: ["the new one is 07700 900123", "make it new@example.com"],
  number: ["I don't remember it", "I can't find it"],
  paymentDetails: ["last night at nine, by card, 168", "this morning, about two hundred by card"],
  privacyDetails: ["my browsing history and addresses", "everything that is stored"],
  seenPrice: ["the product page shows thirty less now", "twenty less today for the same thing"],
  takeover: [
    "noticed it this morning, there's an address I don't know",
    "got a login alert last night and then my password failed",
  ],
  trouble: ["the spend-and-save one, it says conditions not met", "it was there yesterday and today it's gone"],
  variant: ["one size smaller, in black", "a size up, in grey"],
  window: ["Saturday around ten in the morning", "weekdays after seven in the evening"],
  wrong: ["a red one came and the model differs too", "another brand's product was in the box"],
};

/** Words of a yes, of a no, of somebody who has changed their mind, and of somebody who agrees to nothing on offer. */
export const repliesEn = {
  yes: ["yes", "yes please", "sure", "go ahead", "ok", "yep", "yes, do it"],
  no: ["no", "not now", "no thanks"],
  changed: ["never mind, leave it", "I've changed my mind, don't", "actually no"],
  none: ["none of these"],
  chosen: ["{label}", "number {nth}", "{label} please"],
  unsure: ["that is what I mean", "that's all I want to know"],
} as const;

export const mannersEn = {
  vague: ["I have an issue", "about that thing I got", "I've a question", "need something sorted"],
  hello: ["hi", "hello there", "anybody there"],
  thought: ["so", "well", "I bought something from you the other day"],
  angry: [
    "what a garbage shop!!! I'm furious, {wish}",
    "you scammers!! {wish}!!!",
    "I am sick of you people, worst service ever, {wish}",
  ],
  polite: [
    "Good day, I'm terribly sorry to bother you and I know how busy you must be, but might I ask for a little help: {wish}. Thank you ever so much, and have a lovely week",
    "Hello dear team, I have always enjoyed your shop and hope all is well; there is a small matter, {wish}, and I'd be most grateful",
  ],
  lie: ["it only came yesterday, {wish}", "one of your staff already agreed to it, {wish}"],
  mixed: ["你好，{wish}，谢谢", "{wish}，麻烦了", "亲，{wish}, ok?"],
} as const;
