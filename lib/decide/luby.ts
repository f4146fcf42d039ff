/** 1 1 2 1 1 2 4 …: short searches first, and a long one now and then (Luby, Sinclair and Zuckerman 1993). */
export function luby(index: number): number {
  for (let size = 1; ; size = size * 2 + 1) {
    if (index === size) return (size + 1) / 2;
    if (index < size) return luby(index - (size - 1) / 2);
  }
}
