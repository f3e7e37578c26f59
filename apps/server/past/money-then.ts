import { add, dayMs, type Money, type RefundId, zero } from "@ruyi/kernel";
import {
  defaultPolicy,
  type PastRefund,
  type QuoteRequest,
  rate,
  type RefundQuote,
  type RefundRequest,
  type TrustFact,
  weighRequest,
} from "@ruyi/trust";

/** A refund as it is being lived: what happens to its goods is added when it happens. */
type Living = { -readonly [Key in keyof PastRefund]: PastRefund[Key] };

/** One customer's dealings with the shop's money, decided by trust's own rules from what was so at each moment. */
export function createMoneyThen(history: readonly TrustFact[]) {
  const refunds: Living[] = [];

  const isApproved = ({ quote, approval }: Living): boolean =>
    quote.record.kind === "instant" || approval !== undefined;
  const isDone = ({ settledAt }: Living, at: Date): boolean => settledAt !== undefined && settledAt <= at;
  const isBack = ({ arrivedAt }: Living, at: Date): boolean => arrivedAt !== undefined && arrivedAt <= at;
  const sum = (some: readonly Living[], currency: string): Money =>
    some.reduce((all, { request }) => add(all, request.amount), zero(currency));

  const returned = (at: Date): TrustFact[] =>
    refunds.flatMap(({ id, request, arrivedAt }) =>
      arrivedAt && arrivedAt <= at && request.basis === "goods-return"
        ? [{ kind: "return-arrived", customerId: request.customerId, returnId: request.returnId ?? id, at: arrivedAt }]
        : [],
    );
  const holds = ({ quote, approval, request }: Living): "advance" | "claim" | "nothing" =>
    approval ? (request.basis === "goods-return" ? "advance" : "nothing") : quote.record.holds;

  const quote = (request: QuoteRequest, at: Date): RefundQuote => {
    const { currency } = request.paid;
    const approved = refunds.filter(isApproved);
    const ofOrder = approved.filter((one) => one.request.orderId === request.orderId);
    return weighRequest(
      request,
      {
        rating: rate([...history, ...returned(at)], at),
        open: sum(
          approved.filter((one) => holds(one) !== "nothing" && !isBack(one, at)),
          currency,
        ),
        done: sum(
          ofOrder.filter((one) => isDone(one, at)),
          currency,
        ),
        underWay: sum(
          ofOrder.filter((one) => !isDone(one, at)),
          currency,
        ),
        wordClaims: approved.filter(
          ({ request: { basis, evidence }, at: then }) =>
            basis === "claim" && evidence !== "shown" && at.getTime() - then.getTime() < 365 * dayMs,
        ).length,
        hasOverdueAdvance: false,
      },
      defaultPolicy,
    );
  };

  return {
    refunds: refunds as readonly PastRefund[],
    quote,

    /** Decides and books a refund; `settledAt` counts where it is approved. */
    begin(
      id: RefundId,
      request: RefundRequest,
      at: Date,
      settledAt: Date,
      approval: PastRefund["approval"],
    ): PastRefund {
      const quoted = quote(request, at);
      const waits = quoted.record.kind === "person" || quoted.record.kind === "after-scan";
      const refund: Living = {
        id,
        request,
        quote: quoted,
        at,
        settledAt: undefined,
        ...(waits && approval ? { approval } : {}),
      };
      if (isApproved(refund)) refund.settledAt = settledAt;
      refunds.push(refund);
      return refund;
    },

    /** The goods of a return were scanned, or have come back. */
    goods(returnId: string, happened: { readonly scannedAt?: Date; readonly arrivedAt?: Date }): void {
      for (const refund of refunds) if (refund.request.returnId === returnId) Object.assign(refund, happened);
    },

    /** What the shop says it has sent back for an order. */
    refundedOf: (orderId: string, currency: string, at: Date): Money =>
      sum(
        refunds.filter((one) => isApproved(one) && one.request.orderId === orderId && one.at <= at),
        currency,
      ),
  };
}
