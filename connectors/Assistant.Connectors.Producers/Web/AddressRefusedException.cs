namespace Assistant.Connectors.Producers.Web;

/// <summary>A connection that would have led to an address that is not public.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);
