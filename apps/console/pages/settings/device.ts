const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, "微信 WeChat"],
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/HarmonyOS/, "HarmonyOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** What a device is called, of what it says of itself: Chrome, Windows. Empty when it says nothing one knows. */
export function deviceName(agent: string): string {
  const first = (list: readonly (readonly [RegExp, string])[]): string | undefined =>
    list.find(([shape]) => shape.test(agent))?.[1];
  return [first(browsers), first(systems)].filter(Boolean).join(", ") || (agent.split(/[ /]/, 1)[0] ?? "");
}
