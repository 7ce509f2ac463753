public import WireFormat
import StrictJSON

/// The public description of a method.
public struct MethodDescription: Sendable {
  /// The name it is called by.
  public let name: String
  /// Its parameters.
  public let parameters: [CallParameter]
  /// The typed errors it can answer with, apart from those of JSON-RPC itself.
  public let errors: [FailureCode]
  /// Begins a call.
  let begin: @Sendable ([JSON.Member], CallerSession) throws(FailureReport) -> Answer

  fileprivate init<M: Method>(_: M.Type) {
    let parameters = M.parameters
    name = M.name
    self.parameters = parameters
    errors = M.errors
    begin = { members, session throws(FailureReport) in
      try M(try ParameterFields(members, known: parameters)).answer(in: session)
    }
  }
}

/// Every method.
public enum MethodTable {
  /// The methods in the order of the specification.
  public static let all: [MethodDescription] = [
    MethodDescription(DescribeEngine.self), MethodDescription(Discover.self),
    MethodDescription(ExtractFingerprint.self), MethodDescription(RankProfiles.self),
    MethodDescription(RecommendSingle.self), MethodDescription(RecommendWeighted.self),
    MethodDescription(RecommendAsMessage.self), MethodDescription(MakeMessage.self),
    MethodDescription(CheckMessage.self), MethodDescription(LoadTrack.self),
    MethodDescription(PlanChunks.self), MethodDescription(SeekChunk.self),
    MethodDescription(ListProfiles.self), MethodDescription(GetProfile.self),
    MethodDescription(AddProfile.self), MethodDescription(RemoveProfile.self),
    MethodDescription(ImportProfiles.self), MethodDescription(ExportProfiles.self),
    MethodDescription(SetCached.self), MethodDescription(GetCached.self),
    MethodDescription(ClearCache.self), MethodDescription(ShowCacheStatistics.self),
    MethodDescription(MeasureLoudness.self), MethodDescription(LearnProfiles.self),
    MethodDescription(FoldTaste.self), MethodDescription(ShowTaste.self),
    MethodDescription(DecideTaste.self), MethodDescription(UndoTaste.self),
    MethodDescription(ResetTaste.self),
    MethodDescription(PlanRendering.self),
    MethodDescription(RenderTrack.self), MethodDescription(MakeRenderingFilter.self),
    MethodDescription(SolveRendering.self), MethodDescription(ApplyRendering.self),
    MethodDescription(CancelCall.self), MethodDescription(ShutDown.self),
  ]

  /// The method of that name.
  static func find(_ name: String) -> MethodDescription? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
