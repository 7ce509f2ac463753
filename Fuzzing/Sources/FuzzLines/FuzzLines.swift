import MasteringModel
import MasteringService
import ProfileCatalog
import ProviderTesting
import StrictJSON
import Synchronization
import SystemCalls

/// Called by libFuzzer with each input: a stream as it could arrive on standard input. It is split
/// into lines, and each line is answered, up to the point where files would be measured.
///
/// Traps if a promise is broken: an answer that is not one line of JSON, that has neither result
/// nor error, or that should not exist.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLines(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  let session = Hosts.session()
  var splitter = LineSplitter(limitBytes: 4096)
  let answer = { (line: LineSplitter.Line) in
    var output: [UInt8] = []
    switch line {
    case .tooLong: session.refuseLongLine(into: &output)
    case .whole(let line): _ = session.receive(line, into: &output)
    }
    check(output)
  }
  // In pieces of uneven size, as pipes deliver them.
  let piece = Int(bytes.first ?? 0) + 1
  var rest = bytes[...]
  while !rest.isEmpty {
    splitter.take(rest.prefix(piece), answer)
    rest = rest.dropFirst(piece)
  }
  splitter.finish(answer)
  return 0
}

private func check(_ output: [UInt8]) {
  guard !output.isEmpty else { return }
  precondition(output.last == 0x0A, "An answer does not end its line.")
  precondition(!output.dropLast().contains(0x0A), "A line is answered by several.")
  guard let answer = try? JSON.parse(output.dropLast()) else {
    preconditionFailure("An answer is not JSON.")
  }
  for message in answer.elements ?? [answer] {
    precondition(message["jsonrpc"] == "2.0" && message["id"] != nil, "An answer has no id.")
    precondition((message["result"] == nil) != (message["error"] == nil), "Result or error.")
    if let error = message["error"] {
      precondition(error["code"]?.asInteger.flatMap(Codes.known) != nil, "An unknown code.")
      precondition(error["code"] != .integer(-32603), "An internal error.")
    }
  }
}

private enum Codes {
  static func known(_ code: Int) -> Int? { (-32700 ... -32000).contains(code) ? code : nil }
}

/// Sessions for consecutive inputs, with a new service now and then, because inputs change its
/// profiles, and after each `shutdown`.
private enum Hosts {
  private struct State {
    var session: CallerSession?
    var uses = 0
  }

  private static let state = Mutex(State())

  static func session() -> CallerSession {
    state.withLock { state in
      state.uses += 1
      if let session = state.session, !session.hasEnded, !state.uses.isMultiple(of: 256) {
        return session
      }
      let session = make()
      state.session = session
      return session
    }
  }

  private static func make() -> CallerSession {
    guard let profiles = try? LiveProfiles(BuiltInProfiles.registry) else {
      preconditionFailure("There are no built-in profiles.")
    }
    let service = RecommendationService(
      implementation: ImplementationIdentity(name: "fuzz", version: "0"),
      fingerprints: FakeFingerprintProvider(), profiles: profiles)
    return CallerSession(with: service, outbox: NoOutbox())
  }
}

/// Nothing arrives late here.
private struct NoOutbox: SessionOutbox {
  func send(_ line: [UInt8]) {}
  func room() async {}
  func openLine() async {}
  func sendPart(_ bytes: [UInt8]) async {}
  func closeLine(_ bytes: [UInt8]) {}
}
