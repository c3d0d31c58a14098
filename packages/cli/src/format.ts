/** `1 agent`, `2 agents`. */
export const plural = (count: number, noun: string): string => `${group(count)} ${noun}${count === 1 ? '' : 's'}`;

/** 1234567 → `1,234,567`. Not the locale's way: output is the same everywhere. */
export const group = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** A share in [0, 1] as percent, with one digit. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A difference of shares in points, with its sign. */
export const points = (difference: number): string => {
  const text = (Math.abs(difference) * 100).toFixed(1);
  return `${difference < 0 && text !== '0.0' ? '−' : '+'}${text}`;
};

export const pValue = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

export const usd = (value: number): string => `$${value.toFixed(value < 1 ? 4 : 2)}`;

/** Seconds for people: `42 s`, `3 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** A token count for people: `950`, `12.3k`, `4.1M`. */
export function tokens(count: number): string {
  if (count < 10_000) return group(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(1)}k` : `${(count / 1e6).toFixed(1)}M`;
}

/** A size for people: `812 B`, `12.3 kB`, `4.1 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const [value, unit] = count < 1e6 ? [count / 1e3, 'kB'] : count < 1e9 ? [count / 1e6, 'MB'] : [count / 1e9, 'GB'];
  return `${value.toFixed(1)} ${unit}`;
}
