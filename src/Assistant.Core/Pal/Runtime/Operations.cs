using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Names and meanings of the operators, and their dispatch to numbers, text and other values.</summary>
internal static class Operations
{
    private static readonly string[] Symbols = ["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@"];

    private static readonly string[] Methods = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor", "matmul"];

    public static string MethodOf(BinaryOperator operation, string prefix) => $"__{prefix}{Methods[(int)operation]}__";

    public static string MethodOf(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Less => "__lt__",
        CompareOperator.LessOrEqual => "__le__",
        CompareOperator.Greater => "__gt__",
        _ => "__ge__",
    };

    public static string SymbolOf(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Less => "<",
        CompareOperator.LessOrEqual => "<=",
        CompareOperator.Greater => ">",
        _ => ">=",
    };

    public static CompareOperator Mirror(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Less => CompareOperator.Greater,
        CompareOperator.LessOrEqual => CompareOperator.GreaterOrEqual,
        CompareOperator.Greater => CompareOperator.Less,
        _ => CompareOperator.LessOrEqual,
    };

    public static bool Holds(CompareOperator comparison, int order) => comparison switch
    {
        CompareOperator.Equal => order == 0,
        CompareOperator.NotEqual => order != 0,
        CompareOperator.Less => order < 0,
        CompareOperator.LessOrEqual => order <= 0,
        CompareOperator.Greater => order > 0,
        _ => order >= 0,
    };

    public static object Binary(Machine machine, BinaryOperator operation, object left, object right)
    {
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
            return Arithmetic.Binary(machine, operation, left, right) ?? throw Unsupported(operation, left, right);
        if (left is string || right is string)
        {
            if (TextItems.Binary(machine, operation, left, right) is { } text)
                return text;
        }

        return (left as PyObject)?.Binary(machine, operation, right, false)
            ?? (right as PyObject)?.Binary(machine, operation, left, true)
            ?? throw Unsupported(operation, left, right);
    }

    public static object InPlace(Machine machine, BinaryOperator operation, object left, object right) =>
        (left as PyObject)?.InPlace(machine, operation, right) ?? Binary(machine, operation, left, right);

    public static object Unary(Machine machine, UnaryOperator operation, object operand)
    {
        if (operation == UnaryOperator.Not)
            return !machine.IsTrue(operand);
        if (Arithmetic.Unary(machine, operation, operand) is { } number)
            return number;
        return (operand as PyObject)?.Unary(machine, operation)
            ?? throw PyError.Type($"bad operand type for unary {operation switch { UnaryOperator.Minus => "-", UnaryOperator.Plus => "+", _ => "~" }}: '{PyTypes.Of(operand).Name}'");
    }

    private static PalException Unsupported(BinaryOperator operation, object left, object right) => (operation, left, right) switch
    {
        (BinaryOperator.Add, string, _) => PyError.Type($"can only concatenate str (not \"{PyTypes.Of(right).Name}\") to str"),
        (BinaryOperator.Add, PyList, _) => PyError.Type($"can only concatenate list (not \"{PyTypes.Of(right).Name}\") to list"),
        (BinaryOperator.Add, PyTuple, _) => PyError.Type($"can only concatenate tuple (not \"{PyTypes.Of(right).Name}\") to tuple"),
        (BinaryOperator.Multiply, string or PyList or PyTuple, _) => PyError.Type($"can't multiply sequence by non-int of type '{PyTypes.Of(right).Name}'"),
        (BinaryOperator.Multiply, _, string or PyList or PyTuple) => PyError.Type($"can't multiply sequence by non-int of type '{PyTypes.Of(left).Name}'"),
        (BinaryOperator.Power, _, _) => PyError.Type($"unsupported operand type(s) for ** or pow(): '{PyTypes.Of(left).Name}' and '{PyTypes.Of(right).Name}'"),
        _ => PyError.Type($"unsupported operand type(s) for {Symbols[(int)operation]}: '{PyTypes.Of(left).Name}' and '{PyTypes.Of(right).Name}'"),
    };
}
