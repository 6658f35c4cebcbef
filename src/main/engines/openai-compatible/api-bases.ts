/**
 * Where the API may live below an address as typed. A bare host is tried with `/v1` first, where nearly every server has it
 * (LM Studio answers 200 to any path, and some servers answer a web page), then as typed; an address with a path is tried as
 * typed first, then with `/v1`. Whatever ends in a version is taken as it is.
 */
export function apiBases(url: string): string[] {
  const base = url.replace(/\/+$/, '')
  const path = URL.parse(base)?.pathname.replace(/\/+$/, '') ?? ''
  if (/\/v\d+[a-z0-9]*$/i.test(path)) return [base]
  return path === '' ? [`${base}/v1`, base] : [base, `${base}/v1`]
}

/** Whether an answer says that the API is not at this address, so that another may be tried: nothing was generated. */
export function isWrongPath(status: number | null, body: string): boolean {
  if (status === 404 || status === 405) return !/model/i.test(body)
  // LM Studio: HTTP 200, {"error": "Unexpected endpoint or method. (POST /chat/completions)"}.
  return status === 200 && (body === '' || /unexpected endpoint/i.test(body))
}
