public import MasteringModel

/// Checks the promises of ``ProfileProvider``.
///
///     let broken = await ProfileProviderContract { MyProvider(file: path) }.check()
///     #expect(broken.isEmpty)
///
/// The factory has to make providers for the same unchanging source, so that every catalogue must
/// be the same.
public struct ProfileProviderContract: Sendable {
  private let make: @Sendable () async -> any ProfileProvider

  /// How many times the catalogue is requested, first one call after the other and then all at
  /// once.
  private let rounds = 16

  /// A check of the providers that the factory makes.
  public init(_ make: @escaping @Sendable () async -> any ProfileProvider) {
    self.make = make
  }

  /// The broken promises; empty if all are kept.
  public func check() async -> [BrokenPromise] {
    var findings = Findings(
      seam: "ProfileProvider",
      promises: [
        "Two catalogues it gives have the same version exactly when they have the same content.",
        "A catalogue is returned whole or not at all.",
      ])
    let answers = await answers()
    let catalogues = answers.compactMap { try? $0.get() }
    guard let first = catalogues.first else {
      findings.breaks(2, "no call gave a catalogue: \(answers.first.map { "\($0)" } ?? "none")")
      return findings.broken
    }
    for other in catalogues.dropFirst() {
      compare(other, with: first, &findings)
    }
    return findings.broken
  }

  private func answers() async -> [Result<ProfileCatalogue, ProfileProviderFailure>] {
    let provider = await make()
    var answers: [Result<ProfileCatalogue, ProfileProviderFailure>] = []
    for _ in 0..<rounds {
      await answers.append(answer(of: provider))
    }
    // A second provider of the same source, as after a restart.
    await answers.append(answer(of: make()))
    return await withTaskGroup { group in
      for _ in 0..<rounds {
        group.addTask { await answer(of: provider) }
      }
      return await group.reduce(into: answers) { $0.append($1) }
    }
  }

  private func answer(
    of provider: any ProfileProvider
  ) async -> Result<ProfileCatalogue, ProfileProviderFailure> {
    do throws(ProfileProviderFailure) {
      return .success(try await provider.catalogue())
    } catch {
      return .failure(error)
    }
  }

  private func compare(
    _ other: ProfileCatalogue, with first: ProfileCatalogue, _ findings: inout Findings
  ) {
    let (ids, firstIDs) = (other.profiles.map(\.id), first.profiles.map(\.id))
    findings.expect(
      Set(ids) == Set(firstIDs), 2,
      "of a source that did not change, one call gave \(firstIDs), another \(ids)")
    findings.expect(
      (other.version == first.version) == (other.profiles == first.profiles), 1,
      other.version == first.version
        ? "version \(first.version) names two contents"
        : "versions \(first.version) and \(other.version) name one content")
    // If profiles are missing, the version differs for that reason alone.
    guard Set(ids) == Set(firstIDs) else { return }
    findings.expect(
      other.version == first.version, 1,
      "a source that did not change had versions \(first.version) and \(other.version)")
  }
}
