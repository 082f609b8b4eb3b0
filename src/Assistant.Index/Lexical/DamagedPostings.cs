using System.Diagnostics.CodeAnalysis;

namespace Assistant.Index.Lexical;

/// <summary>
/// What readers throw when bytes contradict each other. Files are checked whole when they are opened; these checks keep bytes that
/// change after that from leading a reader out of bounds.
/// </summary>
internal static class DamagedPostings
{
    /// <summary>Throws.</summary>
    /// <exception cref="InvalidDataException">Always.</exception>
    [DoesNotReturn]
    public static void Throw() => throw new InvalidDataException("The postings of a segment are damaged.");
}
