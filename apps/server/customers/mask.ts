import type { Address, Customer } from "@ruyi/commerce";

/** The last four digits; nothing of a number too short to hide anything. */
export function maskPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, "");
  return digits.length < 8 ? "••••" : `•••• ${digits.slice(-4)}`;
}

/** The first letter and the domain: m•••@shop.example. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at < 1 ? "•••" : `${[...email][0] ?? ""}•••${email.slice(at)}`;
}

/** How a customer is reached, without saying it. */
export type MaskedContact = {
  readonly phone: string;
  readonly email: string;
  /** As far as the city. */
  readonly address: Pick<Address, "country" | "region" | "city">;
};

export const maskContact = ({ phone, email, address }: Customer): MaskedContact => ({
  phone: maskPhone(phone),
  email: maskEmail(email),
  address: { country: address.country, region: address.region, city: address.city },
});
