namespace Assistant.Ingestion.Parse;

/// <summary>An archive in an archive in an archive …: stops the parse; the document is rejected for it.</summary>
internal sealed class NestingTooDeepException(string message) : Exception(message);
