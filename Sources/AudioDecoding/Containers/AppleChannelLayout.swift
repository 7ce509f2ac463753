import MasteringModel

/// The positions of channels as Apple's formats describe them: the chunk `chan` of CAF, the chunk `CHAN`
/// of AIFF-C, and the box `chan` of QuickTime ("Apple Core Audio Format Specification 1.0", Channel
/// Layout Chunk).
enum AppleChannelLayout {
  /// Three numbers of 32 bits: a tag, a bitmap, and the count of descriptions that follow.
  private static let headByteCount = 12
  /// A label, flags and three coordinates.
  private static let descriptionByteCount = 20
  /// How many bytes can matter.
  static let mostByteCount =
    headByteCount + descriptionByteCount * SndfileDecoder.channelCounts.upperBound

  /// The layout in the order of the stored samples; nil if the description is not one of this many
  /// channels, or gives none of them a place of its own.
  static func layout(_ bytes: [UInt8], channels: Int) -> ChannelLayout? {
    guard let labels = labels(bytes), labels.count == channels else { return nil }
    // With a rear pair, the surround pair is at the sides.
    let hasRearPair = labels.contains(33) || labels.contains(34)
    let positions = labels.map { position(ofLabel: $0, hasRearPair: hasRearPair) }
    let known = positions.filter { $0 != .unknown }
    return known.isEmpty || Set(known).count < known.count ? nil : ChannelLayout(positions)
  }

  private static func labels(_ bytes: [UInt8]) -> [UInt32]? {
    guard let tag: UInt32 = bytes.number(at: 0, .big),
      let bitmap: UInt32 = bytes.number(at: 4, .big),
      let count: UInt32 = bytes.number(at: 8, .big)
    else { return nil }
    switch tag {
    case 0:
      guard count <= SndfileDecoder.channelCounts.upperBound else { return nil }
      let labels = (0..<Int(count)).compactMap { index in
        bytes.number(UInt32.self, at: headByteCount + index * descriptionByteCount, .big)
      }
      return labels.count == Int(count) ? labels : nil
    case 0x1_0000:
      return (0..<32).filter { bitmap >> $0 & 1 == 1 }.map { $0 + 1 }
    default:
      guard let names = layouts[tag >> 16] else { return nil }
      let labels = names.split(separator: " ").compactMap { labelsByName[String($0)] }
      return labels.count == tag & 0xFFFF ? labels : nil
    }
  }

  private static func position(ofLabel label: UInt32, hasRearPair: Bool) -> ChannelPosition {
    switch label {
    case 5: hasRearPair ? .sideLeft : .backLeft
    case 6: hasRearPair ? .sideRight : .backRight
    // The others up to here are the bits of a WAVE file's mask, counted from 1.
    case 1...18: ChannelPosition(rawValue: Int(label) - 1) ?? .unknown
    case 33: .backLeft
    case 34: .backRight
    // Mono, and headphones.
    case 42: .frontCenter
    case 301: .frontLeft
    case 302: .frontRight
    case 52: .topBackLeft
    case 53: .topBackCenter
    case 54: .topBackRight
    default: .unknown
    }
  }

  private static let labelsByName: [String: UInt32] = [
    "L": 1, "R": 2, "C": 3, "LFE": 4, "Ls": 5, "Rs": 6, "Lc": 7, "Rc": 8, "Cs": 9, "Lsd": 10,
    "Rsd": 11, "Ts": 12, "Vhl": 13, "Vhc": 14, "Vhr": 15, "Rls": 33, "Rrs": 34, "Lw": 35, "Rw": 36,
    "Lt": 38, "Rt": 39, "Ltm": 49, "Rtm": 51, "Ltr": 52, "Rtr": 54,
  ]

  /// The channels of the layouts of three and more channels, by the upper half of their tags
  /// (`AudioChannelLayoutTag`, CoreAudioTypes).
  private static let layouts: [UInt32: String] = [
    108: "L R Ls Rs", 109: "L R Ls Rs C", 110: "L R Ls Rs C Cs", 111: "L R Ls Rs C Cs Lw Rw",
    112: "L R Rls Rrs Vhl Vhr Ltr Rtr", 113: "L R C", 114: "C L R", 115: "L R C Cs",
    116: "C L R Cs", 117: "L R C Ls Rs", 118: "L R Ls Rs C", 119: "L C R Ls Rs",
    120: "C L R Ls Rs", 121: "L R C LFE Ls Rs", 122: "L R Ls Rs C LFE", 123: "L C R Ls Rs LFE",
    124: "C L R Ls Rs LFE", 125: "L R C LFE Ls Rs Cs", 126: "L R C LFE Ls Rs Lc Rc",
    127: "C Lc Rc L R Ls Rs LFE", 128: "L R C LFE Ls Rs Rls Rrs", 129: "L R Ls Rs C LFE Lc Rc",
    130: "L R C LFE Ls Rs Lt Rt", 131: "L R Cs", 132: "L R Ls Rs", 133: "L R LFE",
    134: "L R LFE Cs", 135: "L R LFE Ls Rs", 136: "L R C LFE", 137: "L R C LFE Cs",
    138: "L R Ls Rs LFE", 139: "L R Ls Rs C Cs", 140: "L R Ls Rs C Rls Rrs",
    141: "C L R Ls Rs Cs", 142: "C L R Ls Rs Cs LFE", 143: "C L R Ls Rs Rls Rrs",
    144: "C L R Ls Rs Rls Rrs Cs", 148: "L R Ls Rs C Lc Rc", 150: "L C R", 151: "L C R Cs",
    152: "L C R LFE", 153: "L R Cs LFE", 154: "L C R Cs LFE", 155: "L C R Ls Rs Cs",
    156: "L C R Ls Rs Rls Rrs", 157: "L C R Ls Rs LFE Cs", 158: "L C R Ls Rs LFE Ts",
    159: "L C R Ls Rs LFE Vhc", 160: "L C R Ls Rs LFE Rls Rrs", 161: "L C R Ls Rs LFE Lc Rc",
    162: "L C R Ls Rs LFE Lsd Rsd", 163: "L C R Ls Rs LFE Lw Rw", 164: "L C R Ls Rs LFE Vhl Vhr",
    165: "L C R Ls Rs LFE Cs Ts", 166: "L C R Ls Rs LFE Cs Vhc", 167: "L C R Ls Rs LFE Ts Vhc",
    168: "C L R LFE", 169: "C L R Cs LFE", 170: "Lc Rc L R Ls Rs", 171: "C L R Rls Rrs Ts",
    172: "C Cs L R Rls Rrs", 173: "Lc Rc L R Ls Rs LFE", 174: "C L R Rls Rrs Ts LFE",
    175: "C Cs L R Rls Rrs LFE", 176: "Lc C Rc L R Ls Rs", 177: "Lc C Rc L R Ls Rs LFE",
    178: "Lc Rc L R Ls Rs Rls Rrs", 179: "Lc C Rc L R Ls Cs Rs",
    180: "Lc Rc L R Ls Rs Rls Rrs LFE", 181: "Lc C Rc L R Ls Cs Rs LFE",
    182: "C L R Ls Rs LFE Cs", 183: "C L R Ls Rs Rls Rrs LFE", 184: "C L R Ls Rs LFE Vhl Vhr",
    185: "L R Rls Rrs", 186: "L R C Rls Rrs", 187: "L R C LFE Rls Rrs", 188: "L R C LFE Cs Ls Rs",
    189: "L R C LFE Rls Rrs Ls Rs", 192: "L R C LFE Ls Rs Rls Rrs Vhl Vhr Ltr Rtr",
    193: "L R C LFE Ls Rs Rls Rrs Lw Rw Vhl Vhr Ltm Rtm Ltr Rtr", 194: "L R C LFE Ls Rs Ltm Rtm",
  ]
}

extension ContainerSurvey {
  /// Adopts a description of the channels in a chunk's body, and hides it from libsndfile, which knows
  /// only some, and reads beyond those of fewer channels than the file has.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func adoptLayout(
    _ reader: inout BlockReader, at offset: Int64, byteCount: Int64
  ) throws(AudioFailure) {
    let wanted = Int(clamping: min(byteCount, Int64(AppleChannelLayout.mostByteCount)))
    let bytes = try reader.bytes(max(0, wanted), at: offset)
    guard bytes.count >= 12 else { return }
    channelLayout = channels.flatMap { AppleChannelLayout.layout(bytes, channels: $0) }
    // The tag for descriptions, which it ignores.
    patches.append(BytePatch(offset: offset, bytes: [0, 0, 0, 0]))
  }
}
