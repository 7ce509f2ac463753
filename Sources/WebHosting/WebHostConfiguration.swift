/// Where a ``WebHost`` listens and which clients it answers.
public struct WebHostConfiguration: Sendable {
  /// The address to listen on, as a number or a name.
  public let address: String
  /// The port to listen on; 0 selects a free one.
  public let port: Int
  /// Further names, without a port, under which the server may be addressed.
  public let allowedHosts: [String]
  /// The number of requests per second allowed for each client address; nil for no limit.
  public let requestsPerSecond: Double?
  let token: AccessToken?
  /// The token that callers have to present; nil if none is needed.
  public var tokenText: String? { token?.text }
  let publicAddresses: [PublicAddress]

  /// A configuration.
  ///
  /// - Parameters:
  ///   - token: the token that every request has to present.
  ///   - publicURLs: the addresses of proxies in front of it, such as `https://music.example`:
  ///     their names are accepted in `Host`, and their pages may make requests.
  ///   - requestsPerSecond: nil for no limit on a loopback address and ``usualRequestsPerSecond``
  ///     otherwise; 0 for no limit at all.
  /// - Throws: ``WebHostProblem`` for an invalid configuration.
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

  /// The default number of requests per second for clients on other machines: far more than a
  /// person using the page makes.
  public static let usualRequestsPerSecond = 100.0
}

/// Why a ``WebHost`` cannot serve.
public enum WebHostProblem: Error, Hashable {
  /// Other machines can reach the address, but no token is required.
  case tokenNeeded(address: String)
  /// The address is empty.
  case noAddress
  /// The port is not in 0…65535.
  case invalidPort(Int)
  /// The token is shorter than 8 characters, longer than 256, or has characters other than letters,
  /// digits and `-._~`.
  case unsuitableToken
  /// The text is not the address of a server: a scheme, a name and an optional port, without a
  /// path.
  case invalidPublicURL(String)
  /// The rate is negative or not finite.
  case invalidRate(Double)
  /// The system refuses to let it listen there.
  case cannotListen(address: String, port: Int, reason: String, isTaken: Bool)
}

/// The token that callers of a ``WebHost`` have to present.
public enum WebHostToken: Sendable, Hashable {
  /// A random text of 128 bits, made with the host.
  case made
  /// This text: 8 to 256 letters, digits and `-._~`.
  case given(String)
  /// None: every user of this machine is answered. Allowed only on a loopback address.
  case notNeeded
}
