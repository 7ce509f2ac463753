/// Where a ``WebHost`` listens and whom it answers.
public struct WebHostConfiguration: Sendable {
  /// The address to listen on, as a number or a name.
  public let address: String
  /// The port to listen on; 0 takes one that is free.
  public let port: Int
  /// Names, without a port, under which the server may be asked besides its address.
  public let allowedHosts: [String]
  /// How often each client address may ask in a second; nil for as often as it likes.
  public let requestsPerSecond: Double?
  let token: AccessToken?
  /// What callers have to know; nil where they need to know nothing.
  public var tokenText: String? { token?.text }
  let publicAddresses: [PublicAddress]

  /// A configuration.
  ///
  /// - Parameters:
  ///   - token: what every request has to know.
  ///   - publicURLs: where it is reached through proxies, as `https://music.example`: their names are
  ///     taken in `Host`, and their pages may ask.
  ///   - requestsPerSecond: nil for no limit where only this machine can ask, and for
  ///     ``usualRequestsPerSecond`` elsewhere; 0 for no limit at all.
  /// - Throws: ``WebHostProblem`` for what does not go.
  public init(
    address: String = "127.0.0.1", port: Int = 8080, token: WebHostToken = .made,
    allowedHosts: [String] = [], publicURLs: [String] = [], requestsPerSecond: Double? = nil
  ) throws(WebHostProblem) {
    guard !address.isEmpty else { throw .noAddress }
    let isLoopback = ListeningAddress.isLoopback(address)
    guard (0...65535).contains(port) else { throw .invalidPort(port) }
    switch token {
    case .made: self.token = AccessToken(AccessToken.random())
    case .given(let text):
      guard let token = AccessToken(text) else { throw .unsuitableToken }
      self.token = token
    case .notNeeded:
      guard isLoopback else { throw .tokenNeeded(address: address) }
      self.token = nil
    }
    if let requestsPerSecond, !requestsPerSecond.isFinite || requestsPerSecond < 0 {
      throw .invalidRate(requestsPerSecond)
    }
    var publicAddresses: [PublicAddress] = []
    for text in publicURLs {
      guard let address = PublicAddress(text) else { throw .invalidPublicURL(text) }
      publicAddresses.append(address)
    }
    self.publicAddresses = publicAddresses
    self.address = address
    self.port = port
    self.allowedHosts = allowedHosts
    switch requestsPerSecond {
    case nil: self.requestsPerSecond = isLoopback ? nil : Self.usualRequestsPerSecond
    case .some(let rate): self.requestsPerSecond = rate > 0 ? rate : nil
    }
  }

  /// How often a client of another machine may ask in a second, unless said otherwise: far more than
  /// a person with the page does.
  public static let usualRequestsPerSecond = 100.0
}

/// Why a ``WebHost`` does not serve.
public enum WebHostProblem: Error, Hashable {
  /// Other machines can reach the address, and no token is to be needed.
  case tokenNeeded(address: String)
  /// The address is empty.
  case noAddress
  /// The port is none from 0 to 65535.
  case invalidPort(Int)
  /// The token is shorter than 8 characters, longer than 256, or has others than letters, digits and
  /// `-._~`.
  case unsuitableToken
  /// The text is no address of a server: a scheme, a name, and perhaps a port, but no path.
  case invalidPublicURL(String)
  /// The rate is no finite number from 0 on.
  case invalidRate(Double)
  /// The system does not let it listen there.
  case cannotListen(address: String, port: Int, reason: String, isTaken: Bool)
}

/// What callers of a ``WebHost`` have to know.
public enum WebHostToken: Sendable, Hashable {
  /// A text that is made when the host is: 128 random bits.
  case made
  /// This text: 8 to 256 letters, digits and `-._~`.
  case given(String)
  /// Nothing: every user of this machine is answered. Goes on a loopback address only.
  case notNeeded
}
