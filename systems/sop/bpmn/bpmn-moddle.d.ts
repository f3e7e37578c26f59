/** What we use of `bpmn-moddle`, which comes without types for its entry. */
declare module "bpmn-moddle" {
  export type Element = {
    readonly $type: string;
    readonly $descriptor: { readonly propertiesByName: Readonly<Record<string, unknown>> };
    readonly [property: string]: unknown;
    set(property: string, value: unknown): void;
  };
  export class BpmnModdle {
    create(type: string, attributes?: Readonly<Record<string, unknown>>): Element;
    toXML(root: Element, options?: { readonly format?: boolean }): Promise<{ readonly xml: string }>;
    fromXML(xml: string): Promise<{
      readonly rootElement: Element;
      readonly elementsById: Readonly<Record<string, Element>>;
      readonly warnings: readonly { readonly message: string }[];
    }>;
  }
}
