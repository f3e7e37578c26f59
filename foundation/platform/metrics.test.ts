import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("requests are counted by route and status", async () => {
  const metrics = createMetrics();
  metrics.request("POST", "/v1/orders/:id", 201, 0.004);
  metrics.request("POST", "/v1/orders/:id", 201, 0.004);
  expect(await metrics.text()).toContain(
    'ruyi_http_request_seconds_count{method="POST",route="/v1/orders/:id",status="201"} 2',
  );
});

test("an invented method opens no series of its own", async () => {
  const metrics = createMetrics();
  metrics.request("BREW-1234", "unmatched", 404, 0.001);
  const text = await metrics.text();
  expect(text).toContain('method="other"');
  expect(text).not.toContain("BREW");
});

test("turns, the outbox and jobs report under their names", async () => {
  const metrics = createMetrics();
  metrics.turns.seconds(0.003);
  metrics.turns.batchSize(17);
  metrics.outbox.age(2.5);
  metrics.jobs.finished("sweep", "failed");
  const text = await metrics.text();
  expect(text).toContain('ruyi_turn_seconds_bucket{le="0.005"} 1');
  expect(text).toContain('ruyi_turn_batch_size_bucket{le="16"} 0');
  expect(text).toContain("ruyi_outbox_age_seconds 2.5");
  expect(text).toContain('ruyi_jobs_total{job="sweep",outcome="failed"} 1');
});

test("two servers in one process keep their own counts", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.counter({ name: "ruyi_example_total", help: "An example.", labels: ["kind"] }).add({ kind: "a" }, 4);
  expect(await one.text()).toContain('ruyi_example_total{kind="a"} 4');
  expect(await other.text()).not.toContain("ruyi_example_total");
});
