import MasteringModel
import StrictJSON

/// A library as a picture: a self-contained HTML page with a point for each track and a box for
/// each profile.
struct LibraryMap {
  let tracks: [FolderRecommendations.Track]
  let catalogue: ProfileCatalogue

  /// The text of the page.
  var html: String {
    let parts = Self.template.split(separator: "@DATA@", maxSplits: 1)
    guard parts.count == 2 else { preconditionFailure("The template has a place for the data") }
    // "</" would end the script, wherever it occurs.
    return parts[0] + data.text().replacing("</", with: "<\\/") + parts[1]
  }

  private static let metrics: [FingerprintMetric] = [
    .loudness, .crest, .spectralCentroid, .zeroCrossingRate, .spectralRolloff, .spectralSpread,
  ]

  private var data: JSON {
    let places = Dictionary(
      uniqueKeysWithValues: catalogue.profiles.enumerated().map { ($1.id, $0) })
    return [
      "metrics": .array(
        Self.metrics.map { ["name": .string($0.name), "unit": .string($0.unit)] }),
      "profiles": .array(
        catalogue.profiles.map { profile in
          let rules = profile.detectionRules
          let ranges: [MetricRange?] = [
            rules.loudnessDBFS, rules.crestDB, rules.spectralCentroidHz, rules.zeroCrossingRate,
            nil, nil,
          ]
          return [
            "name": .string(profile.name),
            "ranges": .array(
              ranges.map { range in
                range.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
              }),
          ]
        }),
      "tracks": .array(
        tracks.map { track in
          let recommendation = track.recommendation
          let profile =
            recommendation.isFallback ? -1 : places[recommendation.primaryProfile.id] ?? -1
          return .array(
            [
              .string(track.path), .integer(profile), .bool(recommendation.isHybrid),
              .number((recommendation.confidence * 1000).rounded() / 1000),
            ]
              + Self.metrics.map { .number(recommendation.fingerprint[$0]) })
        }),
    ]
  }

  private static let template = #"""
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Library map – Adaptive Mastering</title>
    <style>
    :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
    body { margin: 0; display: grid; grid-template-columns: 1fr minmax(14rem, 20rem); height: 100vh; }
    canvas { width: 100%; height: 100vh; display: block; cursor: crosshair; }
    aside { padding: 1rem; overflow: auto; border-inline-start: 1px solid #8884; }
    h1 { font-size: 1.15rem; margin: 0 0 .5rem; }
    label { display: grid; margin: .5rem 0; }
    ul { list-style: none; padding: 0; }
    li { display: flex; gap: .5rem; align-items: baseline; margin: .2rem 0; }
    i { flex: none; width: .8rem; height: .8rem; border-radius: 50%; display: inline-block; }
    audio { width: 100%; }
    #track { overflow-wrap: anywhere; min-height: 6rem; }
    @media (max-width: 45rem) { body { grid-template-columns: 1fr; height: auto; } canvas { height: 70vh; } }
    </style>
    <canvas tabindex="0" aria-label="Every track as a point, every profile as a box"></canvas>
    <aside>
    <h1>Library map</h1>
    <p id="count"></p>
    <label>Across<select id="x"></select></label>
    <label>Up<select id="y"></select></label>
    <ul id="legend"></ul>
    <p id="track" role="status">Point at a track to see it, click to play it.</p>
    <audio controls hidden></audio>
    </aside>
    <script id="data" type="application/json">@DATA@</script>
    <script>
    "use strict";
    const data = JSON.parse(document.getElementById("data").textContent);
    const canvas = document.querySelector("canvas");
    const part = (id) => document.getElementById(id);
    const colours = ["#3b78c2", "#d2603a", "#3c9a5f", "#9a5fb8", "#c2a032", "#2f9fa8", "#c04a7c", "#7a6a58"];
    const colour = (index) => (index < 0 ? "#8888" : colours[index % colours.length]);
    const values = (metric) => data.tracks.map((track) => track[4 + metric]);
    // The two main components of the metrics, normalised to mean 0 and deviation 1, by power
    // iteration.
    function components() {
      const columns = data.metrics.map((_, metric) => {
        const column = values(metric);
        const mean = column.reduce((a, b) => a + b, 0) / Math.max(column.length, 1);
        const spread = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(column.length, 1)) || 1;
        return column.map((value) => (value - mean) / spread);
      });
      const size = columns.length;
      const matrix = columns.map((a) => columns.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0)));
      const found = [];
      for (let number = 0; number < 2; number += 1) {
        let vector = columns.map((_, index) => 1 / (index + 1 + number));
        for (let step = 0; step < 300; step += 1) {
          let next = matrix.map((row) => row.reduce((sum, v, i) => sum + v * vector[i], 0));
          for (const other of found) {
            const along = next.reduce((sum, v, i) => sum + v * other[i], 0);
            next = next.map((v, i) => v - along * other[i]);
          }
          const length = Math.hypot(...next);
          if (!(length > 1e-12)) break;
          vector = next.map((v) => v / length);
        }
        found.push(vector);
      }
      return found.map((vector) => {
        const strongest = vector.map((weight, index) => ({ weight, index }))
          .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 2);
        const words = strongest.map(({ weight, index }) => `${weight < 0 ? "−" : "+"}${data.metrics[index].name}`);
        return {
          name: `main component (${words.join(", ")})`,
          values: data.tracks.map((_, place) => vector.reduce((sum, w, i) => sum + w * columns[i][place], 0)),
          ranges: () => null,
        };
      });
    }
    const axes = data.metrics.map(({ name, unit }, metric) => ({
      name: `${name}, ${unit}`,
      values: values(metric),
      ranges: (profile) => profile.ranges[metric],
    })).concat(components());
    for (const [id, first] of [["x", 0], ["y", 2]]) {
      part(id).append(...axes.map(({ name }, index) => new Option(name, index, false, index === first)));
      part(id).addEventListener("change", draw);
    }
    const counts = new Map();
    for (const [, profile] of data.tracks) counts.set(profile, (counts.get(profile) ?? 0) + 1);
    part("count").textContent = `${data.tracks.length} tracks`;
    for (const [profile, count] of [...counts].sort((a, b) => b[1] - a[1])) {
      const item = document.createElement("li");
      const dot = document.createElement("i");
      dot.style.background = colour(profile);
      item.append(dot, `${count} ${profile < 0 ? "resemble no profile" : data.profiles[profile].name}`);
      part("legend").append(item);
    }
    let points = [];
    let grid = new Map();
    function draw() {
      const scale = devicePixelRatio || 1;
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      canvas.width = width * scale;
      canvas.height = height * scale;
      const pen = canvas.getContext("2d");
      pen.scale(scale, scale);
      const chosen = [axes[part("x").value], axes[part("y").value]];
      const margin = 44;
      const bounds = chosen.map(({ values: list }) => {
        let [low, high] = [Infinity, -Infinity];
        for (const value of list) { low = Math.min(low, value); high = Math.max(high, value); }
        if (!(high > low)) { low = (Number.isFinite(low) ? low : 0) - 1; high = low + 2; }
        const air = (high - low) * 0.05;
        return [low - air, high + air];
      });
      const across = (v) => margin + ((v - bounds[0][0]) / (bounds[0][1] - bounds[0][0])) * (width - 2 * margin);
      const up = (v) => height - margin - ((v - bounds[1][0]) / (bounds[1][1] - bounds[1][0])) * (height - 2 * margin);
      const ink = getComputedStyle(document.body).color;
      pen.clearRect(0, 0, width, height);
      pen.font = "12px system-ui, sans-serif";
      data.profiles.forEach((profile, index) => {
        const ranges = chosen.map((axis) => axis.ranges(profile));
        if (chosen.some((axis, i) => ranges[i] === null && axis.name.startsWith("main"))) return;
        const [x, y] = ranges.map((range, i) => range ?? bounds[i]);
        pen.fillStyle = colour(index);
        pen.globalAlpha = 0.1;
        pen.fillRect(across(x[0]), up(y[1]), across(x[1]) - across(x[0]), up(y[0]) - up(y[1]));
        pen.globalAlpha = 0.6;
        pen.strokeStyle = colour(index);
        pen.strokeRect(across(x[0]), up(y[1]), across(x[1]) - across(x[0]), up(y[0]) - up(y[1]));
        pen.fillText(profile.name, across(x[0]) + 4, up(y[1]) + 14);
      });
      pen.globalAlpha = data.tracks.length > 3000 ? 0.45 : 0.8;
      grid = new Map();
      points = data.tracks.map((track, place) => {
        const point = [across(chosen[0].values[place]), up(chosen[1].values[place]), place];
        pen.fillStyle = colour(track[1]);
        pen.fillRect(point[0] - 2, point[1] - 2, 4, 4);
        const cell = `${Math.floor(point[0] / 16)},${Math.floor(point[1] / 16)}`;
        if (!grid.has(cell)) grid.set(cell, []);
        grid.get(cell).push(point);
        return point;
      });
      pen.globalAlpha = 1;
      pen.fillStyle = ink;
      pen.fillText(chosen[0].name, margin, height - 12);
      pen.save();
      pen.translate(14, height - margin);
      pen.rotate(-Math.PI / 2);
      pen.fillText(chosen[1].name, 0, 0);
      pen.restore();
      for (const [i, place] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
        const text = bounds[i][place].toPrecision(3);
        if (i === 0) pen.fillText(text, place === 0 ? margin : width - margin - 24, height - 28);
        else pen.fillText(text, 20, place === 0 ? height - margin : margin);
      }
    }
    // The nearest point of the cells around; a library of any size is looked at in the same time.
    function nearest(event) {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      let best = null;
      for (let i = -1; i <= 1; i += 1) {
        for (let j = -1; j <= 1; j += 1) {
          for (const point of grid.get(`${Math.floor(x / 16) + i},${Math.floor(y / 16) + j}`) ?? []) {
            const distance = Math.hypot(point[0] - x, point[1] - y);
            if (distance <= 16 && (best === null || distance < best.distance)) best = { distance, place: point[2] };
          }
        }
      }
      return best === null ? null : data.tracks[best.place];
    }
    function tell(track) {
      const [path, profile, isHybrid, confidence] = track;
      const name = profile < 0 ? "resembles no profile" : `${isHybrid ? "a hybrid led by " : ""}${data.profiles[profile].name}`;
      part("track").textContent = `${path} – ${name} (${Math.round(confidence * 100)} %)`;
    }
    canvas.addEventListener("pointermove", (event) => {
      const track = nearest(event);
      if (track !== null) tell(track);
    });
    canvas.addEventListener("click", (event) => {
      const track = nearest(event);
      if (track === null) return;
      tell(track);
      const audio = document.querySelector("audio");
      audio.hidden = false;
      audio.src = track[0].split("/").map(encodeURIComponent).join("/");
      audio.play().catch(() => { part("track").textContent += " – cannot be played here"; });
    });
    addEventListener("resize", draw);
    draw();
    </script>
    </html>
    """#
}
