import type { Commerce, Refund } from "@ruyi/commerce";
import type { PaymentPort } from "@ruyi/trust";

type Sent = Awaited<ReturnType<PaymentPort["payRefund"]>>["state"];

/** The shop's payment side as `trust` asks it: the refund's own state says how far the money is. */
export function createPayments(commerce: Commerce): PaymentPort {
  return {
    async payRefund(merchantId, { orderId, lineIds, amount, key, reason }) {
      const outcome = await commerce.refund(merchantId, {
        ...{ orderId, amount, key, reason },
        ...(lineIds.length > 0 ? { lineIds } : {}),
      });
      switch (outcome.kind) {
        case "done":
          return { state: stateOf(outcome.value) };
        case "refused":
          return { state: "failed" };
        case "unknown":
          return { state: "unknown" };
      }
    },
    async refundByKey(merchantId, { key }) {
      const reading = await commerce.refundByKey(merchantId, key);
      switch (reading.kind) {
        case "found":
          return { state: stateOf(reading.value) };
        case "absent":
          return { state: "absent" };
        case "unknown":
          return { state: "unknown" };
      }
    },
  };
}

function stateOf({ state }: Refund): Sent {
  switch (state) {
    case "requested":
    case "pending":
      return "pending";
    case "done":
    case "unknown":
      return state;
    // Money that came back did not arrive; that it had once arrived is what `trust` remembers.
    case "failed":
    case "reversed":
      return "failed";
  }
}
