/** PURE. What the requests of channels have in common. */
import type { DeliveryRequest } from "./contract.ts";

/** A POST of the value as JSON. */
export function postJson(url: string, value: object): DeliveryRequest {
  return {
    url,
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(value),
  };
}

/** The request with its delivery's id, which every channel's bears. */
export function withId(request: DeliveryRequest, id: string): DeliveryRequest {
  return { ...request, headers: { ...request.headers, "webhook-id": id } };
}
