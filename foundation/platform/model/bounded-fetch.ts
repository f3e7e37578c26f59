/** Thrown when the other side sends more than it may. */
class ReplyTooLarge extends Error {
  override readonly name = "ReplyTooLarge";
}

type Fetch = typeof globalThis.fetch;

/**
 * A fetch for one known address: answers are cut off after `maxBytes` (counted unpacked), and redirects are refused, so
 * that neither a key nor a customer's words follow one to another host.
 */
export function boundedFetch(maxBytes: number, onTooLarge: () => void, fetch: Fetch = globalThis.fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "error" });
    const { body } = response;
    if (!body) return response;

    const tooLarge = (): ReplyTooLarge => {
      onTooLarge();
      return new ReplyTooLarge(`The language model answered with more than ${maxBytes} bytes.`);
    };
    if (Number(response.headers.get("content-length") ?? 0) > maxBytes) {
      await body.cancel();
      throw tooLarge();
    }
    let seen = 0;
    const counted = body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          seen += chunk.byteLength;
          if (seen > maxBytes) controller.error(tooLarge());
          else controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}
