import Foundation
import StrictJSON
import SystemCalls

/// A run as one HTML file: numbers first, then requirements, then a section for each case with the
/// messages, the clauses and the differences. It is self-contained and needs no network.
struct HTMLReport {
  let report: RunReport
  let requirements: RequirementIndex

  init(_ report: RunReport, requirements: RequirementIndex?) {
    self.report = report
    self.requirements = requirements ?? RequirementIndex(folder: "")
  }

  var text: String {
    let title = "Conformance of \(port)"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(title))</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <header><h1>\(escaped(title))</h1><p class="verdict \(report.isWell ? "well" : "unwell")">\(escaped(verdict))</p>
      \(facts)</header>
      <main>
      \(chapters)
      \(clauses)
      \(cases)
      </main>
      <script>\(Self.script)</script>
      </body>
      </html>

      """
  }

  private func escaped(_ text: String) -> String { XMLText.escaped(text.printable) }

  /// Preformatted text of several lines.
  private func block(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return "<pre>" + lines.map { escaped(String($0)) }.joined(separator: "\n") + "</pre>"
  }

  // MARK: Numbers

  private var port: String {
    report.port.map { "\($0.name) \($0.version)" } ?? "an unknown port"
  }

  private var verdict: String {
    if let refusal = report.refusal { return "No case could be played. \(refusal)" }
    return report.verdict
  }

  private var facts: String {
    var rows = [
      ("Suite", report.suite), ("Specification", report.specification),
      ("Claims", report.port?.capabilities.joined(separator: ", ") ?? "nothing"),
      ("Played", "\(report.startedAt.ISO8601Format()), \(report.duration.seconds.short) s"),
    ]
    rows += report.shortcomings.map { ("Failed", $0) } + report.remarks.map { ("Note", $0) }
    return "<dl>"
      + rows.map { "<dt>\($0.0)</dt><dd>\(escaped($0.1))</dd>" }.joined(separator: "\n") + "</dl>"
  }

  private var chapters: String {
    let shown = CaseOutcome.allCases.filter { (report.totals[$0] ?? 0) > 0 }
    let head = shown.map { "<th>\($0.rawValue)</th>" }.joined()
    let rows = report.families.map { family in
      let cells = shown.map { outcome in
        let count = family.results.count { $0.outcome == outcome }
        return "<td class=\"\(outcome.rawValue)\">\(count == 0 ? "" : "\(count)")</td>"
      }
      return "<tr><th>\(escaped(family.name))</th>\(cells.joined())</tr>"
    }
    let sums = shown.map { "<td>\(report.totals[$0] ?? 0)</td>" }.joined()
    return
      "<section><h2>Chapters</h2><table class=\"numbers\"><thead><tr><th></th>\(head)</tr></thead>"
      + "<tbody>\(rows.joined(separator: "\n"))</tbody><tfoot><tr><th>all</th>\(sums)</tr></tfoot>"
      + "</table></section>"
  }

  // MARK: Requirements

  private var clauses: String {
    let rows = report.tallies(requirements).map { tally in
      let words = requirements.requirements[tally.id]?.text ?? ""
      let broken = tally.broken.map { result in
        "<a href=\"#\(anchor(result))\">\(escaped(result.golden.name))</a>"
      }
      return "<tr id=\"\(tally.id)\" class=\"\(tally.word)\"><td class=\"word\">\(tally.word)</td>"
        + "<th>\(tally.id)</th><td>\(tally.played.count - tally.broken.count) of "
        + "\(tally.played.count)</td><td>\(escaped(words))"
        + (broken.isEmpty ? "" : "<div>\(broken.joined(separator: "<br>"))</div>") + "</td></tr>"
    }
    return "<section><h2>Requirements</h2><details><summary>\(rows.count) requirements</summary>"
      + "<table class=\"clauses\"><tbody>\(rows.joined(separator: "\n"))</tbody></table>"
      + "</details></section>"
  }

  // MARK: Cases

  private func anchor(_ result: CaseResult) -> String { escaped("case:\(result.golden.name)") }

  private var cases: String {
    let outcomes = CaseOutcome.allCases.filter { (report.totals[$0] ?? 0) > 0 }
    let choices = outcomes.map { outcome in
      "<label><input type=\"checkbox\" value=\"\(outcome.rawValue)\" checked> \(outcome.rawValue) "
        + "\(report.totals[outcome] ?? 0)</label>"
    }
    // Failures first; otherwise in the order played.
    let ordered =
      report.results.filter { !$0.outcome.isWell }
      + report.results.filter(\.outcome.isWell)
    return "<section><h2>Cases</h2><form id=\"choice\"><input type=\"search\" "
      + "placeholder=\"part of a name or a clause\" aria-label=\"part of a name or a clause\">"
      + choices.joined(separator: "\n") + "</form>\n"
      + ordered.map(page).joined(separator: "\n") + "</section>"
  }

  private func page(_ result: CaseResult) -> String {
    let golden = result.golden
    var parts = ["<p>\(escaped(golden.description))</p>"]
    if let detail = result.detail { parts.append("<p class=\"detail\">\(escaped(detail))</p>") }
    if !result.mismatches.isEmpty { parts.append(differences(result.mismatches)) }
    let causes = golden.usualCauses
    if !result.outcome.isWell, result.outcome != .crash, result.outcome != .timeout {
      parts += causes.map { "<p class=\"cause\">Usual cause: \(escaped($0))</p>" }
    }
    if let tail = result.errorTail, !tail.isEmpty {
      parts.append("<h4>Standard error of the port</h4>" + block(String(tail.suffix(4000))))
    }
    // The script of a passing case is in its file; a thousand of them would take megabytes here.
    if result.outcome != .skip, !result.outcome.isWell || result.outcome == .xfail {
      parts.append("<h4>The case</h4>" + block(CaseSheet(golden, requirements: requirements).text))
    } else {
      parts += golden.requirements.map { id in
        "<p class=\"clause\"><a href=\"#\(id)\">\(id)</a> "
          + "\(escaped(requirements.requirements[id]?.text ?? ""))</p>"
      }
    }
    let spec = golden.requirements.joined(separator: " ")
    return
      "<details class=\"case\" id=\"\(anchor(result))\" data-outcome=\"\(result.outcome.rawValue)\" "
      + "data-words=\"\(escaped(golden.name)) \(spec)\"\(result.outcome.isWell ? "" : " open")>"
      + "<summary><span class=\"outcome \(result.outcome.rawValue)\">\(result.outcome.rawValue)</span>"
      + "<code>\(escaped(golden.name))</code><span class=\"time\">"
      + "\((result.duration.seconds * 1000).short) ms</span></summary>"
      + parts.joined(separator: "\n") + "</details>"
  }

  private func differences(_ mismatches: [Mismatch]) -> String {
    let rows = mismatches.map { mismatch in
      let place = mismatch.place == .root ? "the answer" : mismatch.place.description
      return "<tr><th><code>\(escaped(place))</code></th>"
        + "<td class=\"expected\">\(escaped(mismatch.expected.map(Excerpt.of) ?? "nothing"))</td>"
        + "<td class=\"actual\">\(escaped(mismatch.actual.map(Excerpt.of) ?? "nothing"))</td>"
        + "<td>\(escaped(mismatch.sentence))</td></tr>"
    }
    return
      "<table class=\"differences\"><thead><tr><th>at</th><th>expected</th><th>actual</th><th></th>"
      + "</tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody></table>"
  }

  // MARK: Looks

  private static let style = """
    :root{color-scheme:light dark;--line:#8884;--good:#2a7d46;--bad:#c0392b;--soft:#8882}
    body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem}
    h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}h4{margin:.8rem 0 .2rem}
    .verdict{font-size:1.2rem;font-weight:600}.well{color:var(--good)}.unwell{color:var(--bad)}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{opacity:.7}dd{margin:0}
    table{border-collapse:collapse}th,td{padding:.2rem .6rem;text-align:left;vertical-align:top}
    tbody tr{border-top:1px solid var(--line)}tfoot tr{border-top:2px solid var(--line)}
    .numbers td,.numbers thead th{text-align:right;font-variant-numeric:tabular-nums}
    .clauses tr.broken .word{color:var(--bad);font-weight:600}.clauses tr.held .word{color:var(--good)}
    pre{background:var(--soft);padding:.6rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
    code{overflow-wrap:anywhere}.differences td{font-family:ui-monospace,monospace;font-size:.85rem}
    .differences{width:100%;table-layout:fixed}.expected{color:var(--good)}.actual{color:var(--bad)}
    .differences td,.differences th{overflow-wrap:anywhere}
    details.case{border-top:1px solid var(--line);padding:.2rem 0}details.case[open]{padding-bottom:1rem}
    summary{cursor:pointer}summary code{margin:0 .6rem}.time{opacity:.6;font-size:.85rem}
    .outcome{display:inline-block;min-width:6.5rem;font-weight:600}
    .outcome.pass,.outcome.acceptable{color:var(--good)}.outcome.skip,.outcome.xfail{opacity:.6}
    .outcome.fail,.outcome.error,.outcome.crash,.outcome.timeout,.outcome.unsupported,.outcome.xpass{color:var(--bad)}
    #choice{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:.5rem 0}#choice input[type=search]{flex:1 1 16rem;padding:.3rem}
    .cause{font-style:italic}
    """

  private static let script = """
    const form=document.getElementById('choice');
    function show(){const text=form.querySelector('[type=search]').value.toLowerCase();
    const chosen=new Set([...form.querySelectorAll('[type=checkbox]:checked')].map(box=>box.value));
    for(const one of document.querySelectorAll('details.case'))
    one.hidden=!chosen.has(one.dataset.outcome)||!one.dataset.words.toLowerCase().includes(text)}
    form.addEventListener('input',show);form.addEventListener('submit',event=>event.preventDefault());
    function lead(){const there=document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if(!there)return;for(let one=there;one;one=one.parentElement)if(one.tagName==='DETAILS')one.open=true;
    there.scrollIntoView()}
    addEventListener('hashchange',lead);lead();
    """
}

extension Excerpt {
  fileprivate static func of(_ value: JSON) -> String { of(value.utf8()) }
}
