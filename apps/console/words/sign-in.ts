import type { Words } from "./say.ts";

/** At the door. */
export const signInWords = {
  signIn: { zh: "登录工作台", en: "Sign in to the console" },
  email: { zh: "邮箱", en: "E-mail" },
  password: { zh: "密码", en: "Password" },
  doSignIn: { zh: "登录", en: "Sign in" },
  noPassword: {
    zh: "没有密码，或忘了密码：请店主发一个一次性链接。系统初次启动时，链接会印在终端里。",
    en: "No password, or forgotten: ask the owner for a one-time link. A new system prints one in its terminal.",
  },
  linkTitle: { zh: "您有一个一次性登录链接", en: "You have a one-time sign-in link" },
  linkNote: {
    zh: "按下按钮才会用掉它。这样，只是看一眼链接的程序不会替您用掉。",
    en: "It is used only when you press the button, so a program that merely looks at the link does not use it up.",
  },
  useLink: { zh: "用链接登录", en: "Sign in with the link" },
  setTitle: { zh: "设一个密码，下次直接登录", en: "Set a password for next time" },
  newPassword: { zh: "新密码", en: "New password" },
  passwordHint: {
    zh: "至少12个字。一句自己记得住的话就很好，不要用邮箱里的词。",
    en: "At least 12 characters. A sentence you will remember is good; leave out words from your e-mail.",
  },
  emailHint: { zh: "以后用它登录", en: "You will sign in with it" },
  setPassword: { zh: "保存密码", en: "Save password" },
  later: { zh: "先不设", en: "Not now" },
} as const satisfies Words;
