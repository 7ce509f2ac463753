// Numbers as shown here and on the command line: Sources/MasteringModel/FixedPoint.swift has the
// same rule.

/**
 * A number with this many decimals and a typographic minus: "−14.4", "+1.47", "0.0", never "−0.0".
 * Halves are rounded away from zero. From 10^15 units of the last decimal on, the digits are those
 * that JavaScript writes. NaN is "nan".
 */
export function fixed(value, decimals, { signed = false } = {}) {
  const magnitude = Math.abs(value);
  // Multiplied step by step, as in Swift: 10 ** n may differ in the last bit.
  let scale = 1;
  for (let decimal = 0; decimal < decimals; decimal += 1) scale *= 10;
  const units = Math.round(magnitude * scale);
  if (Number.isNaN(units)) return "nan";
  const digits = units < 1e15 ? withPoint(String(units), decimals) : String(magnitude);
  if (units === 0) return digits;
  if (value < 0) return `−${digits}`;
  return signed ? `+${digits}` : digits;
}

function withPoint(units, decimals) {
  if (decimals === 0) return units;
  const digits = units.padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A fraction in whole percent: "33 %". The space does not break. */
export function percent(fraction, decimals = 0) {
  return `${fixed(fraction * 100, decimals)}\u00a0%`;
}

/** Seconds as in a player: "3:07", "1:02:03"; "–:––" if unknown. */
export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return "–:––";
  const whole = Math.floor(seconds);
  const twoDigits = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const ofMinute = twoDigits(whole % 60);
  if (minutes < 60) return `${minutes}:${ofMinute}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${ofMinute}`;
}

/** Seconds as they are spoken: "3 minutes 7 seconds". */
export function spokenDuration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return "unknown";
  const whole = Math.floor(seconds);
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  const spoken = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return spoken.length > 0 ? spoken.join(" ") : "0 seconds";
}

/** An integer with thousands separators: "10,000". */
export function count(number) {
  return number.toLocaleString("en");
}
