/** What a receiver got, as Standard Webhooks lets it see it: deliveries, each with its tries under one id. */
import { expect } from "vitest";
import { numbersIn } from "./numbered.ts";
import type { Received } from "./sink.ts";

type Delivery = { id: string; body: string; tries: Received[] };

/**
 * The deliveries among a receiver's requests, in the order of their first tries. Fails where one is repeated with another
 * body, or after a later one has begun.
 */
export function deliveriesOf(received: readonly Received[]): Delivery[] {
  const deliveries: Delivery[] = [];
  for (const request of received) {
    const id = String(request.headers["webhook-id"]);
    expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
    const last = deliveries.at(-1);
    if (last?.id === id) {
      expect(request.body, id).toBe(last.body);
      last.tries.push(request);
    } else {
      expect(deliveries.map((delivery) => delivery.id)).not.toContain(id);
      deliveries.push({ id, body: request.body, tries: [request] });
    }
  }
  return deliveries;
}

/** Whether a try was answered as one that was taken. */
export function isTaken({ answer }: Received): boolean {
  return typeof answer === "object" && (answer.status ?? 200) < 300;
}

/** The numbers of the pushes that a receiver was told and took, message after message. */
export function numbersTaken(received: readonly Received[]): number[] {
  return deliveriesOf(received)
    .filter(({ tries }) => tries.some(isTaken))
    .flatMap(({ body }) => numbersIn(body));
}
