public import Learning
import MasteringModel
public import StrictJSON
import WireFormat

extension PairLesson {
  /// The report for programs: profiles, errors of each predictor, spread, mixtures, and what was left out.
  public func payload(of study: StudiedPairs) -> JSON {
    let errors = ChangePredictor.allCases.map { predictor in
      JSON.Member(
        predictor.rawValue,
        self.errors[predictor].map { errors in
          [
            "loudness_db": .number(errors.loudnessDB), "crest_db": .number(errors.crestDB),
            "centroid_hz": .number(errors.centroidHz),
          ]
        } ?? .null)
    }
    return [
      "profiles": .array(learned.profiles.map(\.payload)), "pairs": .integer(pairs.count),
      "is_few": .bool(pairs.count < Self.fewPairs),
      "grouping": learned.grouping.payload,
      "change": change.learnedPayload, "spread": spread.learnedPayload,
      "leave_one_out_errors": .object(errors),
      "better_than_no_change": .number(betterThanNoChange),
      "mixtures": .array(mixtures.map(\.payload)), "refused": study.refusedPayload,
      "unmatched_before": .array(study.unmatchedBefore.map(JSON.string)),
      "unmatched_after": .array(study.unmatchedAfter.map(JSON.string)),
    ]
  }
}

extension ReferenceLesson {
  /// The report for programs; it has no errors, because nothing could be tested.
  public func payload(references: Int, own: Int, refused: [RefusedPair]) -> JSON {
    [
      "profiles": [profile.payload], "references": .integer(references), "own": .integer(own),
      "change": profile.processingTargets.change.learnedPayload,
      "spread": spread.learnedPayload, "leave_one_out_errors": .null,
      "refused": .array(refused.map(\.payload)),
    ]
  }
}

extension PairGrouping {
  /// The first metric that divides, the number of profiles, and, if there are several, the parts along
  /// each metric (LRN-3).
  fileprivate var payload: JSON {
    let parts = axes.map { axis -> JSON in
      ["metric": .string(axis.metric.rawValue), "count": .integer(axis.count)]
    }
    return .object(
      [
        .init("metric", axes.first.map { .string($0.metric.rawValue) } ?? .null),
        .init("count", .integer(count)),
      ] + (parts.isEmpty ? [] : [.init("parts", .array(parts))]))
  }
}

extension StudiedPairs {
  /// What was left out, and why.
  var refusedPayload: JSON { .array(refused.map(\.payload)) }
}

extension RefusedPair {
  /// What was left out, and why.
  public var payload: JSON { ["name": .string(name), "reason": .string(sentence)] }
}

extension PredictedChange {
  /// A change with the units in its members' names.
  var learnedPayload: JSON {
    [
      "loudness_db": .number(loudnessDB), "crest_db": .number(crestDB),
      "centroid_hz": .number(centroidHz),
    ]
  }
}

extension ChangeClusters {
  fileprivate var payload: JSON {
    [
      "change": .string(column.rawValue), "lower": .number(lower), "upper": .number(upper),
      "lower_names": .array(lowerNames.map(JSON.string)),
      "upper_names": .array(upperNames.map(JSON.string)), "is_by_folder": .bool(isByFolder),
    ]
  }
}
