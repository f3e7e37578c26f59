/** Remembers which methods each route pattern has, to tell a wrong method from an unknown address. */
export type KnownPaths = {
  readonly add: (method: string, pattern: string) => void;
  /** Methods some route has for this path; empty when no route has it. */
  readonly methodsOf: (path: string) => readonly string[];
};

export function createKnownPaths(): KnownPaths {
  const patterns = new Map<string, { readonly shape: RegExp; readonly methods: Set<string> }>();
  return {
    add: (method, pattern) => {
      const known = patterns.get(pattern) ?? { shape: shapeOf(pattern), methods: new Set<string>() };
      known.methods.add(method);
      patterns.set(pattern, known);
    },
    methodsOf: (path) => {
      const methods = new Set<string>();
      for (const { shape, methods: known } of patterns.values()) {
        if (shape.test(path)) for (const method of known) methods.add(method);
      }
      return [...methods].sort();
    },
  };
}

const shapeOf = (pattern: string): RegExp => {
  const parts = pattern.split("/").map((part) => {
    if (part.startsWith(":")) return "[^/]+";
    return part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", ".*");
  });
  return new RegExp(`^${parts.join("/")}$`);
};
