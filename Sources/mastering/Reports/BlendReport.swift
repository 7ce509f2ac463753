import MasteringModel
import ProfileCatalog
import SystemCalls

/// A named blend as text.
struct BlendReport {
  let blend: NamedBlend
  let style: Style

  /// The blend as a row of a list.
  var row: [String] {
    ["\(style.bold(blend.id))  \(blend.name.printable) (a blend of \(blend.members.count))"]
  }

  /// The lines to print.
  func lines(_ registry: ProfileRegistry) -> [String] {
    [style.bold(blend.name.printable), "  \(style.dim(blend.id))"]
      + (blend.description.isEmpty
        ? []
        : [""] + blend.description.printable.wrapped(to: Terminal.textColumns - 2).map { "  \($0)" })
      + ["", "  \(style.bold("A blend of"))"]
      + blend.members.map { member in
        let name = registry[member.profileID]?.name ?? member.profileID
        return "    \(member.weight.percent.rightAligned(to: 6))  \(name.printable)"
      }
      + [
        "",
        blend.givesWeights
          ? "  A hybrid of exactly these profiles uses these weights."
          : "  A hybrid of exactly these profiles has this name; its weights come from the scores.",
      ]
  }
}
