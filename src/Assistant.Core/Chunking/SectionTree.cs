namespace Assistant.Core.Chunking;

/// <summary>The sections of a document in order. Section 0 is what stands before the first heading.</summary>
internal sealed class SectionTree
{
    private const int LongestHeading = 200;

    private readonly List<(int Parent, int Level, int FirstUnit, string[] Path)> sections = [(-1, 0, 0, [])];

    internal int Count => sections.Count;

    /// <summary>Opens a section below the nearest section of a higher level.</summary>
    internal void Open(int level, ReadOnlySpan<char> heading, int firstUnit)
    {
        var parent = sections.Count - 1;
        while (sections[parent].Level >= level) parent = sections[parent].Parent;
        sections.Add((parent, level, firstUnit, [.. sections[parent].Path, Name(heading)]));
    }

    internal int FirstUnit(int section) => sections[section].FirstUnit;

    internal string[] Path(int section) => sections[section].Path;

    /// <summary>Whether <paramref name="section"/> is below <paramref name="ancestor"/> or is it.</summary>
    internal bool IsWithin(int section, int ancestor)
    {
        // Levels rise along the way up and there are six, so this is short.
        while (section > ancestor) section = sections[section].Parent;
        return section == ancestor;
    }

    internal int Parent(int section) => sections[section].Parent;

    private static string Name(ReadOnlySpan<char> heading)
    {
        heading = heading.Trim();
        if (heading.Length > LongestHeading)
            heading = heading[..(char.IsHighSurrogate(heading[LongestHeading - 1]) ? LongestHeading - 1 : LongestHeading)].TrimEnd();
        return heading.ToString().Replace('\n', ' ');
    }
}
