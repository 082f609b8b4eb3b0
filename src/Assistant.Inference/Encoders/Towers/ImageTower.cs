using System.Buffers;
using System.Numerics.Tensors;
using Assistant.Core.Encoders;
using Assistant.Inference.Encoders.Batching;
using Assistant.Native.OnnxRuntime;
using Assistant.Native.Vips;

namespace Assistant.Inference.Encoders.Towers;

/// <summary>Leads pictures into the space: bytes → pixels [batch, 3, height, width] → vectors [batch, width].</summary>
internal sealed class ImageTower : IEncodingTower<ReadOnlyMemory<byte>>
{
    private readonly TowerSessions sessions;
    private readonly PixelReading reading;
    private readonly TowerOutput output;
    private readonly int pixels;

    /// <exception cref="InvalidDataException">The model takes or gives something else.</exception>
    internal ImageTower(TowerSessions sessions, PixelReading reading)
    {
        (this.sessions, this.reading) = (sessions, reading);
        pixels = checked(3 * reading.Height * reading.Width);
        if (sessions.Inputs is not [{ Type: OnnxElementType.Float32 or OnnxElementType.Float16 }]) throw new InvalidDataException("a model of pictures takes one input of 16- or 32-bit floats");
        output = TowerOutput.Choose(sessions.Outputs, ownPooling: false);
    }

    /// <summary>Sizes of its input for a batch of one.</summary>
    internal static IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> Shapes(PixelReading reading) => [("pixel_values", [1, 3, reading.Height, reading.Width])];

    public void Encode(IReadOnlyList<EncodingItem<ReadOnlyMemory<byte>>> batch, EncodingLane lane, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<float>.Shared.Rent(batch.Count * pixels);
        try
        {
            var read = new List<EncodingItem<ReadOnlyMemory<byte>>>(batch.Count);
            foreach (var item in batch)
                if (TryRead(item, buffer.AsSpan(read.Count * pixels, pixels), cancellationToken)) read.Add(item);
            if (read.Count == 0) return;
            Run(buffer.AsMemory(0, read.Count * pixels), lane, (i, row) => VectorRows.Finish(read[i], row), cancellationToken);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    /// <summary>Encodes pixels that are ready.</summary>
    /// <param name="pixelValues">[batch, 3, height, width].</param>
    /// <param name="lane">Who waits.</param>
    /// <param name="take">Takes the number and the row of each picture.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="InvalidDataException">The model gave something else.</exception>
    private void Run(Memory<float> pixelValues, EncodingLane lane, Action<int, ReadOnlySpan<float>> take, CancellationToken cancellationToken)
    {
        var count = pixelValues.Length / pixels;
        long[] shape = [count, 3, reading.Height, reading.Width];
        using var input = sessions.Inputs[0].Type == OnnxElementType.Float32
            ? OnnxTensor.Over(sessions.Library, pixelValues, shape)
            : OnnxTensor.Over(sessions.Library, Halves(pixelValues.Span), shape);
        using var result = sessions.Run([input], output.Index, lane, cancellationToken);
        if (result.Shape.Count != 2 || result.Shape[0] != count) throw new InvalidDataException($"the model gave [{string.Join(", ", result.Shape)}] for {count} pictures");
        var rows = VectorRows.Read(result);
        var width = (int)result.Shape[1];
        for (var i = 0; i < count; i++) take(i, rows.Slice(i * width, width));
    }

    /// <summary>Encodes a ramp of colour in this thread.</summary>
    internal float[] EncodeSample(CancellationToken cancellationToken)
    {
        var sample = new float[pixels];
        for (var i = 0; i < sample.Length; i++) sample[i] = i % reading.Width / (float)reading.Width;
        float[] vector = [];
        Run(sample, EncodingLane.Query, (_, row) => vector = VectorRows.Normalized(row), cancellationToken);
        return vector;
    }

    public void Dispose() => sessions.Dispose();

    private bool TryRead(EncodingItem<ReadOnlyMemory<byte>> item, Span<float> target, CancellationToken cancellationToken)
    {
        if (item.Call.IsOver) return false;
        try
        {
            reading.Read(item.Value, target, cancellationToken);
            return true;
        }
        catch (ImageRefusedException e)
        {
            // One picture fails for its own caller; the batch goes on.
            item.Fail(new EncoderInputException($"Picture {item.Index + 1} cannot be read: {e.Message}", e));
            return false;
        }
    }

    private static Memory<Half> Halves(ReadOnlySpan<float> values)
    {
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return halves;
    }
}
