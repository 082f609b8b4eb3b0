using System.Buffers;

namespace Assistant.Native.OnnxRuntime;

/// <summary>
/// A tensor (<c>OrtValue</c>): over memory of the caller, which stays pinned until disposal, or over memory that the engine
/// gave for an output. Nothing is copied. Not for use by several threads at once.
/// </summary>
public sealed unsafe class OnnxTensor : IDisposable
{
    private readonly OrtApi api;
    private readonly OrtHandle value;
    private MemoryHandle pin;

    private OnnxTensor(OrtApi api, nint value, MemoryHandle pin, OnnxElementType type, long[] shape)
    {
        (this.api, this.pin, Type, Shape) = (api, pin, type, shape);
        this.value = new OrtHandle(api, OrtFunction.ReleaseValue, value);
    }

    /// <summary>Type of the elements.</summary>
    public OnnxElementType Type { get; }

    /// <summary>Sizes.</summary>
    public IReadOnlyList<long> Shape { get; }

    internal nint Handle => value.DangerousGetHandle();

    /// <summary>Makes a tensor over memory; it stays the caller's.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="Half"/>, <see cref="long"/> or <see cref="int"/>.</typeparam>
    /// <param name="library">The engine.</param>
    /// <param name="memory">Elements, row by row; at least as many as the shape has.</param>
    /// <param name="shape">Sizes.</param>
    public static OnnxTensor Over<T>(OnnxRuntimeLibrary library, Memory<T> memory, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(library);
        long count = 1;
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
        }

        if (count > memory.Length) throw new ArgumentException($"A tensor of {count} elements does not fit into {memory.Length}.", nameof(memory));
        var pin = memory.Pin();
        try
        {
            nint value = 0;
            fixed (long* sizes = shape)
                library.Api.Call(OrtFunction.CreateTensorWithDataAsOrtValue, library.CpuMemory.DangerousGetHandle(), (nint)pin.Pointer, (nint)(count * sizeof(T)), (nint)sizes, shape.Length, (nint)TypeOf<T>(), (nint)(&value));
            return new OnnxTensor(library.Api, value, pin, TypeOf<T>(), shape.ToArray());
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>The elements, in place; valid until disposal.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<T> Elements<T>()
        where T : unmanaged
    {
        if (TypeOf<T>() != Type) throw new InvalidOperationException($"The tensor holds {Type}, not {typeof(T).Name}.");
        ObjectDisposedException.ThrowIf(value.IsClosed, this);
        var count = Shape.Aggregate(1L, (product, size) => checked(product * size));
        return new Span<T>((void*)api.Get(OrtFunction.GetTensorMutableData, Handle), checked((int)count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        value.Dispose();
        pin.Dispose();
        pin = default;
    }

    /// <summary>Takes over an output that the engine made.</summary>
    internal static OnnxTensor Take(OrtApi api, nint value)
    {
        var handle = new OrtHandle(api, OrtFunction.ReleaseValue, value);
        nint kind = 0;
        api.Call(OrtFunction.GetValueType, value, (nint)(&kind));
        if ((int)kind != 1)
        {
            handle.Dispose();
            throw new OnnxRuntimeException(OnnxRuntimeErrorCode.InvalidGraph, "The model gave a value that is not a tensor.");
        }

        using var info = new OrtHandle(api, OrtFunction.ReleaseTensorTypeAndShapeInfo, api.Get(OrtFunction.GetTensorTypeAndShape, value));
        var (type, shape) = ReadInfo(api, info.DangerousGetHandle());
        handle.SetHandleAsInvalid();
        return new OnnxTensor(api, value, default, type, shape);
    }

    internal static (OnnxElementType Type, long[] Shape) ReadInfo(OrtApi api, nint info)
    {
        var type = 0;
        api.Call(OrtFunction.GetTensorElementType, info, (nint)(&type));
        var shape = new long[checked((int)api.Get(OrtFunction.GetDimensionsCount, info))];
        fixed (long* sizes = shape) api.Call(OrtFunction.GetDimensions, info, (nint)sizes, shape.Length);
        return (Enum.IsDefined((OnnxElementType)type) ? (OnnxElementType)type : OnnxElementType.Undefined, shape);
    }

    private static OnnxElementType TypeOf<T>() =>
        typeof(T) == typeof(float) ? OnnxElementType.Float32
        : typeof(T) == typeof(Half) ? OnnxElementType.Float16
        : typeof(T) == typeof(long) ? OnnxElementType.Int64
        : typeof(T) == typeof(int) ? OnnxElementType.Int32
        : throw new NotSupportedException($"{typeof(T).Name} is not a type of tensor elements here.");
}
