/** PURE. The request by which most channels send. */
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
