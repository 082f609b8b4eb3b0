using System.Buffers;

namespace Assistant.Ingestion.Parsing;

/// <summary>Uris within a collection: paths with forward slashes, URLs, and paths inside containers after <c>!/</c>.</summary>
internal static class ContentUri
{
    /// <summary>Marks the step into a container.</summary>
    internal const string Inside = "!/";

    /// <summary>Folders that site generators publish at the root of a site, so that <c>/img/a.png</c> lies in <c>public/img/a.png</c>.</summary>
    private static readonly string[] SiteRoots = ["", "public/", "static/"];

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>The uris that a reference of a page can mean; none for data URLs, other schemes and paths that leave the collection.</summary>
    internal static IReadOnlyList<string> Resolve(string pageUri, string reference)
    {
        reference = reference.Trim();
        if (reference.Length is 0 or > 2000 || reference[0] == '#') return [];
        if (reference.StartsWith("//", StringComparison.Ordinal)) reference = "https:" + reference;
        if (IsWeb(reference)) return [reference];
        if (HasScheme(reference)) return [];
        if (IsWeb(pageUri) && !pageUri.Contains(Inside, StringComparison.Ordinal))
            return Uri.TryCreate(pageUri, UriKind.Absolute, out var page) && Uri.TryCreate(page, reference, out var target) ? [target.AbsoluteUri] : [];

        var cut = reference.AsSpan().IndexOfAny('?', '#');
        var path = Uri.UnescapeDataString(cut < 0 ? reference : reference[..cut]).Replace('\\', '/');
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) return [];
        var container = pageUri.LastIndexOf(Inside, StringComparison.Ordinal);
        var root = container < 0 ? "" : pageUri[..(container + Inside.Length)];
        var own = pageUri[root.Length..];
        if (path[0] == '/') return Normalize(path) is { } fromRoot ? [.. SiteRoots.Select(folder => root + folder + fromRoot)] : [];
        return Normalize(own[..(own.LastIndexOf('/') + 1)] + path) is { } relative ? [root + relative] : [];
    }

    /// <summary>Last part of the path, without query.</summary>
    internal static string FileName(string uri)
    {
        var path = uri;
        if (IsWeb(uri))
        {
            var cut = uri.AsSpan().IndexOfAny('?', '#');
            path = Uri.UnescapeDataString(cut < 0 ? uri : uri[..cut]);
        }

        path = path.TrimEnd('/');
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>Extension in lower case with its dot; empty when there is none.</summary>
    internal static string Extension(string uri) => Path.GetExtension(FileName(uri)).ToLowerInvariant();

    /// <summary>How many containers the uri goes through.</summary>
    internal static int Depth(string uri)
    {
        var depth = 0;
        for (var at = uri.IndexOf(Inside, StringComparison.Ordinal); at >= 0; at = uri.IndexOf(Inside, at + 1, StringComparison.Ordinal)) depth++;
        return depth;
    }

    private static bool IsWeb(string uri) =>
        uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static bool HasScheme(string reference)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !reference.AsSpan(0, colon).ContainsAnyExcept(SchemeCharacters);
    }

    private static string? Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }

        return parts.Count == 0 ? null : string.Join('/', parts);
    }
}
