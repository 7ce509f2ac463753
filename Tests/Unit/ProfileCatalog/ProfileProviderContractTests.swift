import MasteringModel
import ProviderTesting
import Synchronization
import Testing

/// Returns several catalogues in turn, over and over.
private final class FickleProvider: ProfileProvider {
  private let catalogues: [ProfileCatalogue]
  private let count = Mutex(0)

  init(_ catalogues: [ProfileCatalogue]) {
    self.catalogues = catalogues
  }

  func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue {
    let index = count.withLock { count in
      defer { count += 1 }
      return count
    }
    return catalogues[index % catalogues.count]
  }
}

@Suite struct ProfileProviderContractTests {
  private func brokenNumbers(
    _ make: @escaping @Sendable () async -> any ProfileProvider
  ) async -> Set<Int> {
    Set(await ProfileProviderContract(make).check().map(\.number))
  }

  @Test func `a fixed provider keeps all promises`() async {
    #expect(await brokenNumbers { FixedProfileProvider() } == [])
  }

  @Test func `promise 1 is broken by a provider whose content varies`() async {
    #expect(
      await brokenNumbers {
        FickleProvider([.sample(), .sample([.sample(name: "Other")])])
      } == [1])
  }

  @Test func `promise 1 is broken by a provider whose order varies`() async {
    let (a, b) = (Profile.sample(id: "a"), Profile.sample(id: "b"))
    #expect(
      await brokenNumbers { FickleProvider([.sample([a, b]), .sample([b, a])]) } == [1])
  }

  @Test func `promise 1 is broken by providers of one source that disagree`() async {
    let count = Mutex(0)
    #expect(
      await brokenNumbers {
        let number = count.withLock { count in
          count += 1
          return count
        }
        return FixedProfileProvider([.sample(description: "Loaded \(number) times.")])
      } == [1])
  }

  @Test func `promise 2 is broken by a provider that sometimes omits a profile`() async {
    let (a, b) = (Profile.sample(id: "a"), Profile.sample(id: "b"))
    #expect(await brokenNumbers { FickleProvider([.sample([a, b]), .sample([a])]) } == [2])
  }

  @Test func `promise 2 is broken by a provider that returns nothing`() async {
    #expect(
      await brokenNumbers { FixedProfileProvider(failing: .unavailable(reason: "asleep")) } == [2])
  }

  @Test func `a provider that fails now and then breaks no promise`() async {
    final class Tired: ProfileProvider {
      let count = Mutex(0)

      func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue {
        let number = count.withLock { count in
          count += 1
          return count
        }
        if number.isMultiple(of: 3) { throw .unavailable(reason: "asleep") }
        return .sample()
      }
    }
    #expect(await brokenNumbers { Tired() } == [])
  }
}
