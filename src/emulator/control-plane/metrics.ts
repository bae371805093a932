// The health metrics of an endpoint in Prometheus' text format. Requests and latencies are the emulator's own; what it
// has none of, such as processors, is a plausible constant. Names:
// https://docs.databricks.com/machine-learning/model-serving/metrics-export-serving-endpoint. The labels are UNCERTAIN.
import type { Counts, Traffic } from "../data-plane/traffic.ts";
import { kindOf } from "../workspace/config.ts";
import type { Endpoint } from "../workspace/endpoint.ts";

interface Entity {
  labels: string;
  counts: Counts;
  gpu: boolean;
  concurrency: number;
}

export function metrics({ id, name, life }: Endpoint, traffic: Traffic): string {
  const entities: Entity[] = (life.active?.config.entities ?? [])
    .filter((entity) => kindOf(entity) !== "external")
    .map((entity) => ({
      labels: `endpoint_name="${name}",served_model="${entity.name}"`,
      counts: traffic.of(id, entity.name),
      gpu: /GPU/.test(String(entity.workload_type)),
      concurrency: CONCURRENCY[String(entity.workload_size)] ?? Number(entity.max_provisioned_concurrency ?? 4),
    }));
  const gpus = entities.filter(({ gpu }) => gpu);
  return [
    ...gauge("cpu_usage_percentage", entities, ({ counts }) => (counts.requests > 0 ? 12.5 : 0.5)),
    ...gauge("mem_usage_percentage", entities, () => 25),
    ...gauge("gpu_usage_percentage", gpus, ({ counts }) => (counts.requests > 0 ? 40 : 0)),
    ...gauge("gpu_mem_usage_percentage", gpus, () => 60),
    ...gauge("provisioned_concurrent_requests_total", entities, ({ concurrency }) => concurrency),
    ...gauge("request_count_total", entities, ({ counts }) => counts.requests),
    ...gauge("request_4xx_count_total", entities, ({ counts }) => counts.clientErrors),
    ...gauge("request_5xx_count_total", entities, ({ counts }) => counts.serverErrors),
    ...histogram("request_latency_ms", entities),
    "",
  ].join("\n");
}

/** The most of each size: https://docs.databricks.com/api/workspace/servingendpoints/create, workload_size. */
const CONCURRENCY: Readonly<Record<string, number>> = { Small: 4, Medium: 16, Large: 64 };

/** The service calls several of them _total and means the last minute all the same, so they are gauges. */
function gauge(name: string, entities: readonly Entity[], read: (entity: Entity) => number): string[] {
  if (entities.length === 0) return [];
  return [`# TYPE ${name} gauge`, ...entities.map((entity) => `${name}{${entity.labels}} ${read(entity)}`)];
}

function histogram(name: string, entities: readonly Entity[]): string[] {
  if (entities.length === 0) return [];
  const lines = entities.flatMap(({ labels, counts: { buckets, sum } }) => [
    ...buckets.map(
      ({ atMost, count }) => `${name}_bucket{${labels},le="${atMost === Infinity ? "+Inf" : atMost}"} ${count}`,
    ),
    `${name}_sum{${labels}} ${sum}`,
    `${name}_count{${labels}} ${buckets.at(-1)?.count ?? 0}`,
  ]);
  return [`# TYPE ${name} histogram`, ...lines];
}
