import SystemCalls
import WebHosting

extension WebHostProblem {
  /// What is wrong and what to do, as a sentence.
  var sentence: String {
    switch self {
    case .tokenNeeded(let address):
      "Other machines can reach \(address.printable), so a token is needed: omit --no-token, or "
        + "listen on 127.0.0.1."
    case .noAddress: "--host needs an address, such as 127.0.0.1 or 0.0.0.0."
    case .invalidPort(let port): "There is no port \(port); ports go from 0 to 65535."
    case .unsuitableToken:
      "A token is 8 to 256 letters, digits and -._~; make one with: openssl rand -hex 16"
    case .invalidPublicURL(let text):
      "--public-url is \(text.printable), but must be an address without a path, such as "
        + "https://music.example."
    case .invalidRate(let rate): "--requests-per-second is \(rate); it must be 0 or more."
    case .cannotListen(let address, let port, let reason, let isTaken):
      isTaken
        ? "port \(port) of \(address.printable) is in use by another program. Choose "
          + "another with --port, or --port 0 for a free one."
        : "cannot listen on \(port == 0 ? "" : "port \(port) of ")\(address.printable): "
          + reason.printable
    }
  }
}
