/** The same data with every place worked out, so that it can be sent between threads: places are the only functions in it. */
export function withPlaces<Data>(data: Data): Data {
  return placed(data) as Data;
}

function placed(value: unknown): unknown {
  if (typeof value === 'function') return value();
  if (Array.isArray(value)) return value.map(placed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, placed(each)]));
}
