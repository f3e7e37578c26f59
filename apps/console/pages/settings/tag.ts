/** The line that puts a shop's chat on a page; customers who signed in are told by `/ruyi-identity` of the shop itself. */
export const scriptTag = (origin: string, merchant: string): string =>
  `<script src="${origin}/widget.js" data-merchant="${merchant}" data-identity-url="/ruyi-identity" async></script>`;

/** How a shop's server signs who its customer is, with nothing but Node. */
export const identitySample = (merchant: string): string => `import { createHmac } from "node:crypto";

const text = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An identity for a customer of the shop; ten minutes is the most it may last. */
function identityOf(customerId) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: "${merchant}", sub: customerId, iat: now, exp: now + 600 };
  const signed = \`\${text({ alg: "HS256", typ: "JWT" })}.\${text(claims)}\`;
  const signature = createHmac("sha256", process.env.RUYI_IDENTITY_SECRET).update(signed).digest("base64url");
  return \`\${signed}.\${signature}\`;
}

// POST /ruyi-identity, for whoever is signed in to the shop:
//   response.json({ identity: identityOf(session.customerId) })
// and 401 for whoever is not: they talk as a visitor.
`;
