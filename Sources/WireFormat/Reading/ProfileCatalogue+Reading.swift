public import MasteringModel
import ProfileCatalog
public import StrictJSON

extension [Profile] {
  /// The profiles in these objects, in order.
  ///
  /// - Throws: ``FailureCode/invalidProfile`` for the first refused profile.
  init(json elements: [JSON]) throws(FailureReport) {
    self = []
    reserveCapacity(elements.count)
    do throws(InvalidProfile) {
      for element in elements { append(try Profile(json: element)) }
    } catch {
      throw FailureReport(error)
    }
  }
}

extension ProfileCatalogue {
  /// The catalogue of the profiles that were sent with a call.
  ///
  /// - Throws: ``FailureCode/invalidProfile`` for the first profile that is refused,
  ///   ``FailureCode/noProfiles``, ``FailureCode/duplicateProfile``.
  public init(json elements: [JSON]) throws(FailureReport) {
    let profiles = try [Profile](json: elements)
    do {
      self = try ProfileCatalogue(profiles)
    } catch {
      throw FailureReport(error)
    }
  }
}
