namespace Assistant.Connectors.Producers.Web;

/// <summary>An entry of a feed.</summary>
/// <param name="Link">Its page; or its id where it has none.</param>
/// <param name="Title">Title; may be empty.</param>
/// <param name="Html">Content that the feed itself carries; null when it carries none.</param>
/// <param name="Updated">When it was last changed.</param>
public sealed record FeedEntry(string Link, string Title, string? Html, DateTimeOffset? Updated);
