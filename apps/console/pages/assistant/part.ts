/** What every part of the page is given: the shop, and whether this person teaches. */
export type PartNeeds = { readonly merchant: string; readonly mayTeach: boolean };
