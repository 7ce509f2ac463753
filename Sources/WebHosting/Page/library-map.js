// A library as a picture: every track is a point, every profile a box. Both the page and the file
// that `mastering analyze --map` writes use this module. The file embeds it as it is, so it imports
// nothing.

/**
 * The possible axes: metrics of fingerprints, each with the profiles' rule for it, if there is one.
 */
export const METRIC_AXES = Object.freeze([
  { metric: "loudness_dbfs", rule: "loudness_dbfs", name: "Loudness", unit: "dBFS" },
  { metric: "crest_db", rule: "crest_db", name: "Crest factor", unit: "dB" },
  { metric: "spectral_centroid", rule: "spectral_centroid_hz", name: "Spectral centroid", unit: "Hz" },
  { metric: "zero_crossing_rate", rule: "zero_crossing_rate", name: "Zero-crossing rate", unit: "per sample" },
  { metric: "spectral_rolloff", rule: null, name: "Spectral rolloff", unit: "Hz" },
  { metric: "spectral_spread", rule: null, name: "Spectral spread", unit: "Hz" },
]);

/**
 * The two perpendicular directions in which columns of numbers vary most. The columns are first
 * standardized to mean 0 and deviation 1.
 *
 * @returns `[{weights, values}]`, two of them; `weights` has a part for each column and length 1
 */
export function mainComponents(columns) {
  const count = columns[0]?.length ?? 0;
  const even = columns.map((column) => {
    let [sum, squares] = [0, 0];
    for (const value of column) sum += value;
    const mean = count > 0 ? sum / count : 0;
    for (const value of column) squares += (value - mean) ** 2;
    const deviation = Math.sqrt(squares / Math.max(count, 1)) || 1;
    return Float64Array.from(column, (value) => (value - mean) / deviation);
  });
  const products = even.map((first) =>
    even.map((second) => {
      let sum = 0;
      for (let place = 0; place < count; place += 1) sum += first[place] * second[place];
      return sum;
    }),
  );
  const found = [];
  for (let number = 0; number < 2; number += 1) {
    // Power iteration, orthogonal to the directions found; it starts skewed, so as not to be
    // orthogonal to the result.
    let weights = across(even.map((_, place) => 1 / (place + 1 + number)), found);
    for (let step = 0; step < 300; step += 1) {
      const next = products.map((row) => dot(row, weights));
      const longer = across(next, found);
      if (longer === null) break;
      weights = longer;
    }
    weights ??= even.map(() => 0);
    // The strongest metric points up, so that a few more tracks do not flip the picture.
    const strongest = weights.reduce((best, weight) => (Math.abs(weight) > Math.abs(best) ? weight : best), 0);
    if (strongest < 0) weights = weights.map((weight) => -weight);
    found.push(weights);
  }
  return found.map((weights) => {
    const values = new Float64Array(count);
    even.forEach((column, place) => {
      for (let row = 0; row < count; row += 1) values[row] += weights[place] * column[row];
    });
    return { weights, values };
  });
}

const dot = (first, second) => first.reduce((sum, value, place) => sum + value * second[place], 0);

// The part of a direction that is orthogonal to others, with length 1; null if nothing remains.
function across(direction, others) {
  let rest = direction;
  for (const other of others) {
    const along = dot(rest, other);
    rest = rest.map((value, place) => value - along * other[place]);
  }
  const length = Math.hypot(...rest);
  return length > 1e-9 ? rest.map((value) => value / length) : null;
}

/** The tracks of a map in columns, and the axes along which they can be drawn. */
export class MapPoints {
  /**
   * @param tracks `[{profile_id, fingerprint}]`; a `profile_id` of null means none
   * @param profiles a catalogue
   */
  constructor(tracks, profiles) {
    const places = new Map(profiles.map(({ profile_id: id }, place) => [id, place]));
    this.tracks = tracks;
    this.profiles = profiles;
    /** Each track's recommended profile, by index; -1 for none. */
    this.profileOf = Int32Array.from(tracks, ({ profile_id: id }) => places.get(id) ?? -1);
    /**
     * The indices of all tracks, grouped by profile: changing a colour costs more than drawing a
     * point.
     */
    this.order = Int32Array.from(this.profileOf, (_, place) => place).sort(
      (first, second) => this.profileOf[first] - this.profileOf[second] || first - second,
    );
    const columns = METRIC_AXES.map(({ metric }) =>
      Float64Array.from(tracks, ({ fingerprint }) => fingerprint[metric]),
    );
    /** `name`, the `values` of all tracks, and `range(profile)`: null if it has none. */
    this.axes = METRIC_AXES.map(({ name, unit, rule }, place) => ({
      name: `${name}, ${unit}`,
      values: columns[place],
      isMetric: true,
      range: ({ detection_rules: rules }) => (rule === null ? null : (rules[rule] ?? null)),
    }));
    mainComponents(columns).forEach(({ weights, values }, place) => {
      this.axes.push({
        name: `${["First", "Second"][place]} main component (${componentWords(weights)})`,
        values,
        isMetric: false,
        range: () => null,
      });
    });
  }

  /** How many tracks each profile is recommended for, largest first: `[{profile, count}]`. */
  get counts() {
    const counts = new Map();
    for (const profile of this.profileOf) counts.set(profile, (counts.get(profile) ?? 0) + 1);
    return [...counts]
      .map(([profile, count]) => ({ profile, count }))
      .sort((first, second) => second.count - first.count || first.profile - second.profile);
  }
}

/** A component in words, by its two strongest metrics: "+Loudness, −Crest factor". */
export function componentWords(weights) {
  return weights
    .map((weight, place) => ({ weight, name: METRIC_AXES[place].name }))
    .filter(({ weight }) => Math.abs(weight) > 1e-9)
    .sort((first, second) => Math.abs(second.weight) - Math.abs(first.weight))
    .slice(0, 2)
    .map(({ weight, name }) => `${weight < 0 ? "−" : "+"}${name}`)
    .join(", ");
}

/** The lowest and the highest of some values, with a small margin. */
export function bounds(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low)) return [0, 1];
  if (low === high) return [low - 1, high + 1];
  const air = (high - low) * 0.05;
  return [low - air, high + air];
}

/** Round numbers within bounds, about five of them. */
export function ticks([low, high]) {
  const rough = (high - low) / 5;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((candidate) => candidate >= rough);
  const found = [];
  for (let number = Math.ceil(low / step); number * step <= high; number += 1) {
    found.push({ value: number * step, text: tickText(number * step, step) });
  }
  return found;
}

function tickText(value, step) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/**
 * The point nearest to a position, within a distance; -1 if there is none. Compares all points:
 * 20,000 take a tenth of a millisecond.
 */
export function nearest(xs, ys, x, y, reach) {
  let [best, distance] = [-1, reach * reach];
  for (let place = 0; place < xs.length; place += 1) {
    const [dx, dy] = [xs[place] - x, ys[place] - y];
    const square = dx * dx + dy * dy;
    if (square <= distance) [best, distance] = [place, square];
  }
  return best;
}

/**
 * The nearest point in a quarter of the plane, seen from a point in a direction; -1 if there is
 * none.
 */
export function neighbour(xs, ys, from, [right, down]) {
  let [best, distance] = [-1, Infinity];
  for (let place = 0; place < xs.length; place += 1) {
    const [dx, dy] = [xs[place] - xs[from], ys[place] - ys[from]];
    const along = dx * right + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * right);
    if (place === from || along <= 0 || aside > along) continue;
    const square = dx * dx + dy * dy;
    if (square < distance) [best, distance] = [place, square];
  }
  return best;
}

/**
 * A colour of each profile: those of a list, and then the same again nearer to the ink, so that the
 * profiles of a catalogue that is larger than the list, as with learned ones, differ too.
 */
export function profileColour(colours, profile, ink) {
  const round = Math.floor(profile / colours.length);
  const colour = colours[profile % colours.length];
  return round === 0 ? colour : `color-mix(in oklab, ${colour} ${Math.round(100 * 0.6 ** round)}%, ${ink})`;
}

/**
 * Pixels, each with a colour and an alpha, on which squares are drawn: 20,000 take a few
 * milliseconds.
 */
export class Raster {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    /** Red, green, blue and alpha of each pixel, row by row. */
    this.data = new Uint8ClampedArray(4 * width * height);
  }

  /** Draws a square around a position over the existing pixels. */
  square(x, y, size, [red, green, blue], alpha) {
    const { data, width, height } = this;
    const left = Math.round(x - size / 2);
    const top = Math.round(y - size / 2);
    const [right, bottom] = [Math.min(left + size, width), Math.min(top + size, height)];
    for (let row = Math.max(top, 0); row < bottom; row += 1) {
      for (let column = Math.max(left, 0); column < right; column += 1) {
        const at = 4 * (row * width + column);
        // Most pixels are still empty.
        if (data[at + 3] === 0) {
          data[at] = red;
          data[at + 1] = green;
          data[at + 2] = blue;
          data[at + 3] = 255 * alpha;
          continue;
        }
        // A over B, with colours that are not premultiplied by their alpha.
        const behind = (data[at + 3] / 255) * (1 - alpha);
        const sum = alpha + behind;
        data[at] = (red * alpha + data[at] * behind) / sum;
        data[at + 1] = (green * alpha + data[at + 1] * behind) / sum;
        data[at + 2] = (blue * alpha + data[at + 2] * behind) / sum;
        data[at + 3] = 255 * sum;
      }
    }
  }
}

const MARGIN = { left: 60, right: 16, top: 14, bottom: 46 };
const REACH = 14;
const LINE = 15;
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ZOOMS = { "+": 1.5, "=": 1.5, "-": 1 / 1.5 };

// Whether two lines of text overlap.
const overlap = (one, other) =>
  Math.abs(one.y - other.y) < LINE && one.x < other.x + other.width && other.x < one.x + one.width;

/** Draws a map on a canvas, and responds to pointer and keys. */
export class LibraryMap {
  #canvas;
  #pen;
  #look;
  #pointed;
  #chosen;
  // What changes only with the view, so that pointing at a track redraws none of it.
  #ground;
  // The points only, because pixels replace what is there; and one pixel, to resolve the name of a
  // colour.
  #layer;
  #probe;
  #points = null;
  #axes = [];
  #view = [];
  #xs = new Float64Array(0);
  #ys = new Float64Array(0);
  #cursor = -1;
  #playing = -1;
  #changed = null;
  #isStale = true;
  #isDue = false;
  #drag = null;

  /**
   * @param look `colour(profile)` and `ink()`, `muted()`, `ground()`, `font()`, as in CSS
   * @param pointed called with the index of the track under the pointer or the cursor, -1 for none
   * @param chosen called with the index of the track that was clicked
   */
  constructor(canvas, { look, pointed, chosen }) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext("2d");
    const another = () => canvas.ownerDocument.createElement("canvas");
    this.#ground = another();
    this.#layer = another();
    this.#probe = another().getContext("2d", { willReadFrequently: true });
    this.#look = look;
    this.#pointed = pointed;
    this.#chosen = chosen;
    canvas.addEventListener("pointerdown", (event) => this.#pressed(event));
    canvas.addEventListener("pointermove", (event) => this.#moved(event));
    canvas.addEventListener("pointerup", (event) => this.#released(event));
    canvas.addEventListener("pointercancel", () => (this.#drag = null));
    canvas.addEventListener("pointerleave", () => this.#drag ?? this.#point(-1));
    canvas.addEventListener("wheel", (event) => this.#turned(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#typed(event));
    new ResizeObserver(() => this.redraw()).observe(canvas);
  }

  /** Shows all points along two of their axes. */
  show(points, x, y) {
    const cursor = points === this.#points ? this.#cursor : -1;
    if (points !== this.#points) this.#changed = null;
    this.#points = points;
    this.#axes = [points.axes[x], points.axes[y]];
    this.#cursor = cursor;
    this.showAll();
  }

  /** Resets the view to all points. */
  showAll() {
    this.#view = this.#axes.map(({ values }) => bounds(values));
    this.redraw();
  }

  /** Marks the playing track; -1 for none. */
  set playing(place) {
    this.#playing = place;
    this.#soon();
  }

  /** Highlights these tracks, a set of indices; null for none. */
  set changed(places) {
    this.#changed = places;
    this.redraw();
  }

  /** The position on the canvas of the track under the cursor, in its pixels; null for none. */
  placeOf(place) {
    this.#lay();
    return place < 0 || place >= this.#xs.length ? null : [this.#xs[place], this.#ys[place]];
  }

  /** Redraws everything in the next frame, because colours or the size may have changed. */
  redraw() {
    this.#isStale = true;
    this.#soon();
  }

  /** Enlarges the view by a factor around a position of the canvas, by default its centre. */
  zoom(factor, x = null, y = null) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const centre = [
      this.#valueAt(0, x ?? (MARGIN.left + width - MARGIN.right) / 2),
      this.#valueAt(1, y ?? (MARGIN.top + height - MARGIN.bottom) / 2),
    ];
    this.#view = this.#view.map(([low, high], axis) => [
      centre[axis] + (low - centre[axis]) / factor,
      centre[axis] + (high - centre[axis]) / factor,
    ]);
    this.redraw();
  }

  // MARK: Pointer and keys

  #pressed({ offsetX: x, offsetY: y, pointerId }) {
    this.#canvas.setPointerCapture(pointerId);
    this.#drag = { x, y, view: this.#view, isMoved: false };
  }

  #moved({ offsetX: x, offsetY: y }) {
    const drag = this.#drag;
    if (drag === null) {
      this.#lay();
      this.#point(nearest(this.#xs, this.#ys, x, y, REACH));
      return;
    }
    if (!drag.isMoved && Math.hypot(x - drag.x, y - drag.y) < 4) return;
    drag.isMoved = true;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [across, up] = drag.view;
    const shift = [
      (-(x - drag.x) / (width - MARGIN.left - MARGIN.right)) * (across[1] - across[0]),
      ((y - drag.y) / (height - MARGIN.top - MARGIN.bottom)) * (up[1] - up[0]),
    ];
    this.#view = drag.view.map(([low, high], axis) => [low + shift[axis], high + shift[axis]]);
    this.redraw();
  }

  #released({ offsetX: x, offsetY: y }) {
    const drag = this.#drag;
    this.#drag = null;
    if (drag === null || drag.isMoved) return;
    this.#lay();
    const place = nearest(this.#xs, this.#ys, x, y, REACH);
    if (place < 0) return;
    this.#point(place);
    this.#chosen(place);
  }

  // Only with Ctrl, which a pinch sends too: the wheel alone scrolls the page.
  #turned(event) {
    if (!event.ctrlKey || this.#points === null) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
  }

  #typed(event) {
    const { key } = event;
    if (this.#points === null || event.ctrlKey || event.altKey || event.metaKey) return;
    if (key in DIRECTIONS) this.#go(DIRECTIONS[key]);
    else if (key in ZOOMS) this.zoom(ZOOMS[key], ...(this.placeOf(this.#cursor) ?? []));
    else if (key === "0") this.showAll();
    else if (key === "Enter" && this.#cursor >= 0) this.#chosen(this.#cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #go(direction) {
    this.#lay();
    // The first key finds the playing track, or the one in the middle.
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const next =
      this.#cursor >= 0
        ? neighbour(this.#xs, this.#ys, this.#cursor, direction)
        : this.#playing >= 0
          ? this.#playing
          : nearest(this.#xs, this.#ys, width / 2, height / 2, Infinity);
    if (next < 0) return;
    this.#point(next);
    const [x, y] = [this.#xs[next], this.#ys[next]];
    const isSeen =
      x >= MARGIN.left && x <= width - MARGIN.right && y >= MARGIN.top && y <= height - MARGIN.bottom;
    if (!isSeen) this.#centre(next);
  }

  #centre(place) {
    this.#view = this.#view.map(([low, high], axis) => {
      const value = this.#axes[axis].values[place];
      return [value - (high - low) / 2, value + (high - low) / 2];
    });
    this.redraw();
  }

  #point(place) {
    if (place === this.#cursor) return;
    this.#cursor = place;
    this.#pointed(place);
    this.#soon();
  }

  // MARK: Drawing

  #soon() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #valueAt(axis, pixel) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [low, high] = this.#view[axis];
    const part =
      axis === 0
        ? (pixel - MARGIN.left) / (width - MARGIN.left - MARGIN.right)
        : (height - MARGIN.bottom - pixel) / (height - MARGIN.top - MARGIN.bottom);
    return low + part * (high - low);
  }

  // The position of each point on the canvas, recomputed if the view has changed.
  #lay() {
    if (this.#points === null || !this.#isStale) return;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [x, y] = this.#axes;
    const [[left, right], [low, high]] = this.#view;
    const across = (width - MARGIN.left - MARGIN.right) / (right - left);
    const up = (height - MARGIN.top - MARGIN.bottom) / (high - low);
    const count = x.values.length;
    if (this.#xs.length !== count) {
      this.#xs = new Float64Array(count);
      this.#ys = new Float64Array(count);
    }
    for (let place = 0; place < count; place += 1) {
      this.#xs[place] = MARGIN.left + (x.values[place] - left) * across;
      this.#ys[place] = height - MARGIN.bottom - (y.values[place] - low) * up;
    }
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (this.#points === null || width === 0 || height === 0) return;
    const scale = globalThis.devicePixelRatio || 1;
    if (this.#isStale) {
      this.#lay();
      this.#isStale = false;
      this.#ground.width = Math.round(width * scale);
      this.#ground.height = Math.round(height * scale);
      const pen = this.#ground.getContext("2d");
      pen.scale(scale, scale);
      this.#drawGround(pen, width, height);
    }
    const [broad, tall] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.#canvas.width !== broad) this.#canvas.width = broad;
    if (this.#canvas.height !== tall) this.#canvas.height = tall;
    const pen = this.#pen;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, broad, tall);
    pen.drawImage(this.#ground, 0, 0);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.#ring(pen, this.#playing, 8, 3);
    this.#ring(pen, this.#cursor, 6, 2);
  }

  #ring(pen, place, radius, width) {
    if (place < 0) return;
    pen.beginPath();
    pen.arc(this.#xs[place], this.#ys[place], radius, 0, 2 * Math.PI);
    pen.lineWidth = width + 2;
    pen.strokeStyle = this.#look.ground();
    pen.stroke();
    pen.lineWidth = width;
    pen.strokeStyle = this.#look.ink();
    pen.stroke();
  }

  #drawGround(pen, width, height) {
    const inner = [MARGIN.left, MARGIN.top, width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
    pen.font = this.#look.font();
    this.#drawScales(pen, width, height);
    pen.save();
    pen.beginPath();
    pen.rect(...inner);
    pen.clip();
    this.#drawBoxes(pen);
    this.#drawPoints(pen);
    pen.restore();
    pen.strokeStyle = this.#look.muted();
    pen.lineWidth = 1;
    pen.strokeRect(...inner);
  }

  #drawScales(pen, width, height) {
    pen.fillStyle = this.#look.muted();
    pen.strokeStyle = this.#look.muted();
    pen.lineWidth = 1;
    const [across, up] = this.#view;
    const broad = width - MARGIN.left - MARGIN.right;
    const tall = height - MARGIN.top - MARGIN.bottom;
    const line = (x1, y1, x2, y2) => {
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
      pen.globalAlpha = 0.25;
      pen.stroke();
      pen.globalAlpha = 1;
    };
    pen.textAlign = "center";
    for (const { value, text } of ticks(across)) {
      const x = MARGIN.left + ((value - across[0]) / (across[1] - across[0])) * broad;
      line(x, MARGIN.top, x, MARGIN.top + tall);
      pen.fillText(text, x, height - MARGIN.bottom + 16);
    }
    pen.textAlign = "right";
    for (const { value, text } of ticks(up)) {
      const y = height - MARGIN.bottom - ((value - up[0]) / (up[1] - up[0])) * tall;
      line(MARGIN.left, y, MARGIN.left + broad, y);
      pen.fillText(text, MARGIN.left - 6, y + 4);
    }
    pen.fillStyle = this.#look.ink();
    pen.textAlign = "center";
    pen.fillText(this.#axes[0].name, MARGIN.left + broad / 2, height - 8);
    pen.save();
    pen.translate(14, MARGIN.top + tall / 2);
    pen.rotate(-Math.PI / 2);
    pen.fillText(this.#axes[1].name, 0, 0);
    pen.restore();
    pen.textAlign = "left";
  }

  #drawBoxes(pen) {
    const [x, y] = this.#axes;
    if (!x.isMetric || !y.isMetric) return;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [[left, right], [low, high]] = this.#view;
    const broad = width - MARGIN.left - MARGIN.right;
    const tall = height - MARGIN.top - MARGIN.bottom;
    const labels = [];
    this.#points.profiles.forEach((profile, place) => {
      const ranges = [x.range(profile), y.range(profile)];
      if (ranges[0] === null && ranges[1] === null) return;
      // A profile without a range for a metric accepts any value of it.
      const [[x1, x2], [y1, y2]] = [ranges[0] ?? [left, right], ranges[1] ?? [low, high]];
      const box = [
        MARGIN.left + ((x1 - left) / (right - left)) * broad,
        height - MARGIN.bottom - ((y2 - low) / (high - low)) * tall,
        ((x2 - x1) / (right - left)) * broad,
        ((y2 - y1) / (high - low)) * tall,
      ];
      pen.fillStyle = this.#look.colour(place);
      pen.strokeStyle = pen.fillStyle;
      pen.globalAlpha = 0.08;
      pen.fillRect(...box);
      pen.globalAlpha = 0.8;
      pen.lineWidth = 1.5;
      pen.strokeRect(...box);
      pen.globalAlpha = 1;
      const name = profile.name.length > 28 ? `${profile.name.slice(0, 27)}…` : profile.name;
      const label = { x: Math.max(box[0], MARGIN.left) + 4, y: Math.max(box[1], MARGIN.top) + 13, width: pen.measureText(name).width };
      // Kept within the frame, and below the names already drawn.
      label.x = Math.max(MARGIN.left + 4, Math.min(label.x, MARGIN.left + broad - label.width - 4));
      while (labels.some((other) => overlap(label, other))) label.y += LINE;
      labels.push(label);
      pen.fillText(name, label.x, label.y);
    });
  }

  #drawPoints(pen) {
    const { profileOf, order } = this.#points;
    const { width, height } = this.#ground;
    const scale = width / this.#canvas.clientWidth;
    const count = order.length;
    const alpha = count > 5000 ? 0.5 : count > 1000 ? 0.7 : 0.9;
    const size = Math.round((count > 5000 ? 3 : 5) * scale);
    const faint = this.#changed === null ? alpha : alpha / 4;
    const raster = new Raster(width, height);
    let [last, colour] = [null, null];
    for (const place of order) {
      const profile = profileOf[place];
      if (profile !== last) colour = this.#rgb(profile);
      last = profile;
      raster.square(this.#xs[place] * scale, this.#ys[place] * scale, size, colour, faint);
    }
    for (const place of this.#changed ?? []) {
      const [x, y] = [this.#xs[place] * scale, this.#ys[place] * scale];
      raster.square(x, y, Math.round(8 * scale), this.#rgb(profileOf[place]), 1);
    }
    this.#layer.width = width;
    this.#layer.height = height;
    this.#layer.getContext("2d").putImageData(new ImageData(raster.data, width, height), 0, 0);
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.#layer, 0, 0);
    pen.restore();
  }

  #rgb(profile) {
    this.#probe.fillStyle = profile < 0 ? this.#look.muted() : this.#look.colour(profile);
    this.#probe.fillRect(0, 0, 1, 1);
    return this.#probe.getImageData(0, 0, 1, 1).data;
  }
}
