import MasteringModel
import Rendering
import SystemCalls
import WireFormat

/// Settings for another program: only they go to standard output, so that they can be piped.
struct EqualiserPrinter: OutcomePrinter {
  let format: EqualiserFormat

  func show(_ settings: EqualiserSettings, of path: String) {
    Terminal.print(format.text(of: settings))
    if settings.missingCrestDB != 0 {
      let crest = settings.missingCrestDB.fixed(2, signed: true)
      remark("dynamics are missing: a crest factor of \(crest) dB needs more than an equaliser")
    }
    if let bound = settings.loudnessBound {
      remark("quieter than requested: \(bound.words)")
    }
  }

  private func remark(_ words: String) {
    Terminal.writeError("mastering: note: \(words)\n")
  }
}
