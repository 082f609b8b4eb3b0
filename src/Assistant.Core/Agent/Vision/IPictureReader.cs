namespace Assistant.Core.Agent.Vision;

/// <summary>Reads what is in a picture's pixels: its text with places, and pieces of it. Safe from many threads.</summary>
public interface IPictureReader
{
    /// <summary>Reads the lines of text, in reading order; empty where there is none, or nothing on this machine reads text.</summary>
    /// <param name="picture">The encoded picture.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InvalidDataException">The picture cannot be read; the message says why.</exception>
    ValueTask<IReadOnlyList<PictureLine>> ReadAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken = default);

    /// <summary>Cuts a picture into a grid, rows from the top.</summary>
    /// <param name="picture">The encoded picture.</param>
    /// <param name="side">Pieces in a row and in a column.</param>
    /// <param name="cancellationToken">Cancels the cutting.</param>
    /// <exception cref="InvalidDataException">The picture cannot be read; the message says why.</exception>
    ValueTask<IReadOnlyList<PicturePatch>> CutAsync(ReadOnlyMemory<byte> picture, int side, CancellationToken cancellationToken = default);
}
