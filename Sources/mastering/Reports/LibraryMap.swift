import MasteringModel
import Recommending
import StrictJSON
import WebHosting
import WireFormat

/// A library as a picture: a page of HTML that needs nothing else, with a point for each track and a box
/// for each profile. The server's page draws it by the same module.
struct LibraryMap {
  let tracks: [FolderRecommendations.Track]
  let catalogue: ProfileCatalogue
  /// Divides files into tracks; nil if each file is one track.
  let parts: (any FileTrackReader)?

  /// The text of the page.
  var html: String {
    var page = ""
    for part in Self.template.split(separator: "@", omittingEmptySubsequences: false) {
      switch part {
      // In a script, "</" would end it wherever it stands, and "<!--" would hide its end.
      case "DATA": page += data.text().replacing("<", with: "\\u003c")
      case "MODULE": page += PageModule.inlined("library-map.js")
      default: page += part
      }
    }
    return page
  }

  private var data: JSON {
    var addresses = SoundAddresses(parts: parts)
    return [
      "profiles": .array(catalogue.profiles.map(\.payload)),
      "tracks": .array(
        tracks.map { track in
          let recommendation = track.recommendation
          return [
            "path": .string(track.path),
            "sound": addresses.address(ofTrackAt: track.path).map { .string($0) } ?? .null,
            "profile_id": recommendation.isFallback
              ? .null : .string(recommendation.primaryProfile.id),
            "is_hybrid": .bool(recommendation.isHybrid),
            "confidence": .string(recommendation.confidencePercent),
            "fingerprint": recommendation.fingerprint.payload,
          ]
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
    body { margin: 0; display: flex; flex-wrap: wrap; }
    canvas { flex: 4 1 24rem; min-width: 0; height: 100vh; display: block; cursor: crosshair; touch-action: none; }
    aside { flex: 1 1 14rem; box-sizing: border-box; height: 100vh; padding: 1rem; overflow: auto; border-inline-start: 1px solid #8884; }
    h1 { font-size: 1.15rem; margin: 0 0 .5rem; }
    label { display: block; margin: .5rem 0; }
    select { display: block; width: 100%; }
    ul { list-style: none; padding: 0; }
    li { display: flex; gap: .5rem; align-items: baseline; margin: .2rem 0; }
    i { flex: none; width: .8rem; height: .8rem; border-radius: 50%; }
    audio { width: 100%; }
    #track { overflow-wrap: anywhere; min-height: 6rem; }
    </style>
    <canvas tabindex="0" role="application" aria-describedby="track"
      aria-label="Map: each track is a point, each profile a box. Arrow keys go from track to track, Enter plays, plus and minus zoom."></canvas>
    <aside>
    <h1>Library map</h1>
    <p id="count"></p>
    <label>Across<select id="x"></select></label>
    <label>Up<select id="y"></select></label>
    <ul id="legend"></ul>
    <p id="track" role="status">Hover over a track to see it; click or press Enter to play it. Plus, minus and 0 zoom.</p>
    <audio controls hidden></audio>
    </aside>
    <script id="data" type="application/json">@DATA@</script>
    <script type="module">
    @MODULE@
    const data = JSON.parse(document.getElementById("data").textContent);
    const canvas = document.querySelector("canvas");
    const part = (id) => document.getElementById(id);
    const colours = ["#3b78c2", "#d2603a", "#3c9a5f", "#9a5fb8", "#b08d1e", "#2f9fa8", "#c04a7c", "#8a765f"];
    const style = getComputedStyle(document.body);
    const colour = (profile) => profileColour(colours, profile, style.color);
    const isDark = matchMedia("(prefers-color-scheme: dark)");
    const points = new MapPoints(data.tracks, data.profiles);
    const nameOf = (id) => data.profiles.find(({ profile_id: other }) => other === id)?.name ?? id;
    function tell(place) {
      const track = data.tracks[place];
      if (track === undefined) return;
      const { path, profile_id: id, is_hybrid: isHybrid, confidence } = track;
      const name = id === null ? "resembles no profile" : `${isHybrid ? "a blend led by " : ""}${nameOf(id)}`;
      part("track").textContent = `${path} – ${name} (${confidence})`;
    }
    function play(place) {
      tell(place);
      const audio = document.querySelector("audio");
      const { sound } = data.tracks[place];
      const refuse = () => { part("track").textContent += " – cannot be played here"; };
      audio.pause();
      audio.hidden = sound === null;
      if (sound === null) return refuse();
      audio.src = sound;
      audio.play().then(() => { map.playing = place; }, refuse);
    }
    const map = new LibraryMap(canvas, {
      look: {
        colour,
        ink: () => style.color,
        muted: () => (isDark.matches ? "#9a9a9a" : "#6b6b6b"),
        ground: () => (isDark.matches ? "#121212" : "#ffffff"),
        font: () => "12px system-ui, sans-serif",
      },
      pointed: tell,
      chosen: play,
    });
    const show = () => map.show(points, part("x").selectedIndex, part("y").selectedIndex);
    for (const [id, first] of [["x", 0], ["y", 2]]) {
      part(id).append(...points.axes.map(({ name }, place) => new Option(name, place, false, place === first)));
      part(id).addEventListener("change", show);
    }
    isDark.addEventListener("change", () => map.redraw());
    part("count").textContent = data.tracks.length === 1 ? "1 track" : `${data.tracks.length} tracks`;
    for (const { profile, count } of points.counts) {
      const item = document.createElement("li");
      const dot = document.createElement("i");
      dot.style.background = profile < 0 ? "#888" : colour(profile);
      item.append(dot, `${count} ${profile < 0 ? "resemble no profile" : data.profiles[profile].name}`);
      part("legend").append(item);
    }
    show();
    </script>
    </html>
    """#
}
